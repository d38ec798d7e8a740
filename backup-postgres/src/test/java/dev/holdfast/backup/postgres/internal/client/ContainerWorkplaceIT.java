package dev.holdfast.backup.postgres.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.postgres.everywhere.ContainerScene;
import dev.holdfast.backup.postgres.everywhere.Scene;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ConnectionText;
import dev.holdfast.backup.postgres.internal.connect.Credentials;
import dev.holdfast.backup.testkit.TestRunContext;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tools in a container whose starter ends without a word, as a killed process does. */
class ContainerWorkplaceIT {

    private static final String MARK = "holdfast-0123456789abcdef";

    @Test
    void a_tool_that_waits_for_a_lock_ends_when_whoever_started_it_is_gone() throws Exception {
        try (ContainerScene scene = ContainerScene.withToolsInside();
                TestRunContext context = new TestRunContext()) {
            String database = scene.createDatabase();
            scene.sql(database, "CREATE TABLE t (v int)");
            try (Connection other = scene.connect(database);
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN");
                statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
                ConnectionSettings settings = new ConnectionSettings(
                        "127.0.0.1",
                        scene.port(),
                        database,
                        Scene.SUPERUSER,
                        new Credentials.Password(Secret.of(Scene.PASSWORD)),
                        null,
                        Map.of());
                Workplace place = ContainerWorkplace.prepare(
                        new DockerContainer(scene.id(), context), new ToolNeeds(MARK, settings, null));
                List<String> command = place.command(
                        Tool.PG_DUMP,
                        List.of("--dbname=" + ConnectionText.of(settings, true, MARK, place.passFile())),
                        Map.of());
                Process client = new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                scene.await("the tool is at work", () -> !scene.toolsAtWork().isEmpty());
                client.destroyForcibly();
                scene.await("the tool is gone", () -> scene.toolsAtWork().isEmpty());
            }
            scene.await("its directory is gone", () -> scene.leftovers().isEmpty());
            assertThat(context.open()).isEmpty();
        }
    }
}
