package dev.holdfast.backup.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.InstalledCommand;
import dev.holdfast.backup.cli.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The unit of the guide, and what the guide says to do with it, with a real systemd. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SystemdUnitIT {

    private static final Path GUIDE = Repository.root().resolve("docs/guides/run-as-a-service.md");

    /** The service that a backup holds still is one while its file is there. */
    private static final String DUE_SOON = """
            state: /var/lib/holdfast
            stores:
              local: { type: directory, path: /srv/backups }
            targets:
              uploads: { type: files, paths: [/srv/uploads] }
            jobs:
              nightly:
                targets: [uploads]
                hooks:
                  - { type: command, name: shop, before: [rm, /run/shop], after: [touch, /run/shop] }
                  - { type: command, name: slow, before: [sh, -c, "while [ -e /run/block ]; do sleep 0.1; done"], timeout: 5m }
                schedule: { every: 1h, starting: "%s" }
            """;

    @TempDir
    Path directory;

    private BootedMachine machine;

    @BeforeEach
    void boot() throws Exception {
        machine = BootedMachine.boot(directory);
        Path distribution = InstalledCommand.distribution();
        Files.copy(distribution, directory.resolve(distribution.getFileName()));
        machine.succeed("mkdir /srv/uploads; echo hello >/srv/uploads/letter.txt; touch /run/shop /run/block");
    }

    @AfterEach
    void end() throws Exception {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    void the_unit_serves_takes_a_reload_recovers_behind_a_kill_comes_back_and_ends() throws Exception {
        followTheGuide();
        assertThat(machine.succeed("systemctl is-enabled holdfast")).isEqualTo("enabled");
        assertThat(machine.succeed("systemctl list-dependencies --plain multi-user.target"))
                .contains("holdfast.service");

        machine.write(
                "/etc/holdfast.yaml",
                DUE_SOON.formatted(Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.SECONDS)));
        machine.succeed("systemctl reload holdfast");
        says("backup of nightly begins: schedule, due ");
        Said.awaits("gone", () -> machine.run("test -e /run/shop || echo gone").out());
        String killed = property("MainPID");
        machine.succeed("kill -9 " + killed);

        // Whoever takes back is not the service that comes back later.
        says("(?s)code=killed, status=9/KILL.*: interrupted \\S+.*: 1 act undone.*Scheduled restart job");
        machine.succeed("test -e /run/shop; rm /run/block");
        says("(?s)Scheduled restart job.*backup of nightly succeeded");
        assertThat(property("MainPID")).isNotEqualTo(killed);
        assertThat(machine.succeed("holdfast -c /etc/holdfast.yaml history")
                        .lines()
                        .filter(line -> line.contains("nightly")))
                .hasSize(2)
                .anyMatch(line -> line.contains("interrupted"))
                .anyMatch(line -> line.contains("succeeded"));

        machine.succeed("systemctl stop holdfast");
        assertThat(List.of(
                        property("ActiveState"),
                        property("Result"),
                        property("ExecMainCode"),
                        property("ExecMainStatus")))
                .as(machine.journal())
                .containsExactly("inactive", "success", "1", "0");
        assertThat(machine.journal()).contains("told to end: nothing runs");
    }

    private void followTheGuide() throws Exception {
        for (Block block : Block.of(GUIDE, "systemd")) {
            if (!block.mark().equals("run")) {
                machine.write(block.mark(), block.text());
                continue;
            }
            machine.succeed(block.text());
            if (machine.run("systemctl is-active --quiet holdfast").code() == 0) {
                says("info: schedules:");
            }
        }
        says("told to read /etc/holdfast.yaml again");
    }

    private void says(String pattern) throws Exception {
        Said.awaits(pattern, machine::journal);
    }

    private String property(String name) throws Exception {
        return machine.succeed("systemctl show --property " + name + " --value holdfast");
    }
}
