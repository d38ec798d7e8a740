package dev.holdfast.backup.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.InstalledCommand;
import dev.holdfast.backup.cli.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The container of the guide, and what the guide says to do with it, with a real Podman. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContainerRecipeIT {

    private static final Path GUIDE = Repository.root().resolve("docs/guides/run-as-a-service.md");

    @TempDir
    Path directory;

    private OwnPodman podman;

    @BeforeEach
    void start() throws Exception {
        podman = OwnPodman.start();
        Path distribution = InstalledCommand.distribution();
        Files.copy(distribution, directory.resolve(distribution.getFileName()));
        Files.createDirectories(directory.resolve("uploads"));
        Files.writeString(directory.resolve("uploads/letter.txt"), "hello");
    }

    @AfterEach
    void end() throws Exception {
        if (podman != null) {
            podman.close();
        }
    }

    @Test
    void the_container_serves_reads_its_configuration_again_comes_back_behind_a_kill_and_ends() throws Exception {
        Iterator<Block> commands = commandsOnceTheFilesAreThere();
        podman.succeed(directory, commands.next().text());
        says("nightly +active +file +daily 02:15 Europe/Berlin");

        replaceConfiguration(Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.SECONDS));
        podman.succeed(directory, commands.next().text());
        assertThat(commands).isExhausted();
        says("backup of nightly succeeded");
        assertThat(podman.succeed(directory, "podman exec holdfast holdfast history"))
                .containsPattern("nightly +succeeded .* schedule ");
        assertThat(podman.succeed(directory, "ls backups/uploads")).startsWith("uploads_");

        podman.succeed(directory, "kill -9 $(podman inspect --format '{{.State.Pid}}' holdfast)");
        says("(?s)info: serving .*info: serving .*info: schedules:");
        podman.succeed(directory, "podman stop holdfast");
        assertThat(podman.succeed(
                        directory, "podman inspect --format '{{.State.Status}} {{.State.ExitCode}}' holdfast"))
                .isEqualTo("exited 0");
        assertThat(log()).contains("told to end: nothing runs").contains("info: ended");
    }

    private Iterator<Block> commandsOnceTheFilesAreThere() throws Exception {
        for (Block block : Block.of(GUIDE, "container")) {
            if (!block.mark().equals("run")) {
                Path file = directory.resolve(block.mark());
                Files.createDirectories(file.getParent());
                Files.writeString(file, block.text());
            }
        }
        String recipe = Files.readString(directory.resolve("Containerfile"));
        podman.javaImage(recipe.lines()
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.substring("FROM ".length()))
                .findFirst()
                .orElseThrow());
        return Block.of(GUIDE, "container").stream()
                .filter(block -> block.mark().equals("run"))
                .iterator();
    }

    /** As editors do it: another file takes the place. */
    private void replaceConfiguration(Instant due) throws Exception {
        Path file = directory.resolve("conf/holdfast.yaml");
        String changed = Files.readString(file)
                .replaceFirst("schedule: .*", "schedule: { every: 1h, starting: \"" + due + "\" }");
        assertThat(changed).contains(due.toString());
        Path other = Files.writeString(directory.resolve("conf/other"), changed);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private void says(String pattern) throws Exception {
        Said.awaits(pattern, this::log);
    }

    private String log() throws Exception {
        InstalledCommand.Result result = podman.run(directory, "podman logs holdfast");
        return result.out() + result.err();
    }
}
