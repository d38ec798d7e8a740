package dev.holdfast.backup.postgres.everywhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.Captured;
import dev.holdfast.backup.postgres.DumpFormat;
import dev.holdfast.backup.postgres.PostgresTarget;
import dev.holdfast.backup.postgres.Worlds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;

/** A server in a container, with the tools that are in there too: {@code client: docker:NAME}. */
class ToolsInContainerIT extends BackupAndRestore {

    @Override
    Scene begin() {
        return ContainerScene.withToolsInside();
    }

    private ContainerScene container() {
        return (ContainerScene) scene();
    }

    private static BackupException failure(PostgresTarget target) {
        return catchThrowableOfType(
                BackupException.class, () -> Captured.of(target).close());
    }

    @Test
    void a_client_that_is_killed_leaves_no_tool_at_work_in_the_container() throws Exception {
        enlarge(scene(), database());
        Throwable thrown = interrupted(target(), context(), container()::killClients);
        assertThat(thrown).isInstanceOf(TargetException.class);
        scene().await("no tool is left", () -> scene().toolsAtWork().isEmpty());
        scene().await("no session is left", () -> scene().ourSessions().isEmpty());
    }

    @Test
    void a_password_from_a_file_on_this_machine_gets_there_too(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("pgpass");
        String escaped = Scene.PASSWORD.replace("\\", "\\\\").replace(":", "\\:");
        Files.writeString(file, "127.0.0.1:" + scene().port() + ":*:" + Scene.SUPERUSER + ":" + escaped + "\n");
        PostgresTarget withFile = scene().withTools(PostgresTarget.named("orders")
                .url(scene().url(database()))
                .user(Scene.SUPERUSER)
                .passfile(file));
        try (Captured captured = Captured.of(withFile)) {
            assertThat(captured.rows()).containsEntry("public.items", "100");
        }
    }

    @Test
    void a_database_name_that_a_shell_would_stumble_over_is_taken_as_it_is() throws Exception {
        String odd = "it's $(touch /tmp/holdfast-was-here) \"odd\"; \\ `id`";
        scene().sql("postgres", "CREATE DATABASE \"" + odd.replace("\"", "\"\"") + "\"");
        scene().sql(odd, "CREATE TABLE t (v int)", "INSERT INTO t VALUES (1)");
        try (Captured captured = Captured.of(scene().target(odd))) {
            assertThat(captured.rows()).containsEntry("public.t", "1");
        }
    }

    @Test
    void a_container_that_is_not_there_has_a_code_of_its_own() {
        BackupException none = failure(target().client("docker:no-such-container"));
        assertThat(none.code()).isEqualTo("HF-PG-026");
        assertThat(none.getMessage()).contains("there is no container no-such-container");
        assertThat(none.hint()).isNotEmpty();
    }

    @Test
    void a_container_that_does_not_run_is_told_from_one_that_is_not_there() {
        try (GenericContainer<?> other = busybox()) {
            other.start();
            other.getDockerClient().killContainerCmd(other.getContainerId()).exec();
            BackupException stopped = failure(target().client("docker:" + other.getContainerId()));
            assertThat(stopped.code()).isEqualTo("HF-PG-026");
            assertThat(stopped.getMessage()).contains("does not run");
        }
    }

    @Test
    void a_container_without_tools_is_said_to_have_none() {
        try (GenericContainer<?> other = busybox()) {
            other.start();
            BackupException none = failure(target().client("docker:" + other.getContainerId()));
            assertThat(none.code()).isEqualTo("HF-PG-024");
            assertThat(none.getMessage()).contains("it has no pg_dump");
        }
    }

    private static GenericContainer<?> busybox() {
        return new GenericContainer<>(Engine.busybox()).withCommand("sleep", "1000000");
    }

    @Test
    void dumps_of_the_format_directory_are_refused_before_a_backup_is_needed() throws Exception {
        PostgresTarget directory = target().format(DumpFormat.DIRECTORY);
        List<Problem> found = Worlds.with(directory, opened -> opened.check(context()));
        assertThat(found).extracting(Problem::code).contains("HF-PG-025");
        assertThat(failure(directory).code()).isEqualTo("HF-PG-025");
    }
}
