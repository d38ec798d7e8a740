package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import dev.holdfast.backup.testkit.Tools;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk has no room for a second copy of its database: a tablespace on a real file system of that size. */
class SmallDiskTest {

    @TempDir(factory = OpenDirectory.class)
    Path disk;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        Tools.require("mount");
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount a disk");
        mounted = run("mount", "-t", "tmpfs", "-o", "size=64m,mode=777", "tmpfs", disk.toString());
        Assumptions.assumeTrue(mounted, "no file system may be mounted here");
        assertThat(run("chown", "postgres", disk.toString())).isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    @Test
    void a_disk_that_runs_full_fails_the_restore_and_leaves_the_live_database_as_it_was() throws Exception {
        try (LocalPostgres server = LocalPostgres.start()) {
            server.sql(
                    "postgres",
                    "CREATE TABLESPACE small LOCATION '" + disk + "'",
                    "CREATE DATABASE shop TABLESPACE small");
            server.sql(
                    "shop",
                    "CREATE TABLE big AS SELECT i, repeat(md5(i::text), 30) AS filler FROM generate_series(1, 40000) i");
            PostgresTarget target = server.target("orders", "shop");
            try (MemoryBackup backup = Worlds.capture(target);
                    TestRunContext context = new TestRunContext().pool(4)) {
                BackupException full = catchThrowableOfType(
                        BackupException.class, () -> Worlds.restore(target, backup.reader(), context));
                assertThat(full.code()).isEqualTo("HF-PG-118");
                assertThat(full.retryStatus()).isEqualTo(RetryStatus.LATER);
                Worlds.undo(target, context);
                assertThat(server.values("postgres", "SELECT datname FROM pg_database"))
                        .noneMatch(name -> name.contains("_holdfast_"));
                assertThat(server.value("shop", "SELECT count(*) FROM big")).isEqualTo("40000");
            }
            // That is known long before.
            try (BackupTarget opened = target.open();
                    TestRunContext context = new TestRunContext()) {
                assertThat(opened.check(context))
                        .filteredOn(problem -> problem.code().equals("HF-PG-042"))
                        .extracting(Problem::severity)
                        .containsExactly(Severity.WARNING);
            }
        }
    }
}
