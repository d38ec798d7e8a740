package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.testkit.TestRunContext;
import dev.holdfast.backup.testkit.Tools;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of a later major version than the tools of this machine; its binaries come as a library of the tests. */
class NewerServerTest {

    private static final String BINARIES = "/postgres-linux-x86_64.txz";

    @Test
    void tools_that_are_older_than_the_server_are_found_before_the_dump(
            @TempDir(factory = OpenDirectory.class) Path directory) throws Exception {
        Tools.require("tar");
        Tools.require("xz");
        // The tools of this machine have to be of the version that the test is about.
        Path installed = LocalPostgres.installed();
        try (InputStream in = NewerServerTest.class.getResourceAsStream(BINARIES)) {
            Assumptions.assumeTrue(in != null && "amd64".equals(System.getProperty("os.arch")), "no binaries for here");
            Files.copy(in, directory.resolve("binaries.txz"));
        }
        Process unpack = new ProcessBuilder("tar", "-xJf", "binaries.txz")
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(unpack.waitFor()).isZero();
        try (LocalPostgres server = LocalPostgres.start(directory.resolve("bin"))) {
            PostgresTarget target = server.target("orders", "postgres");
            TargetException refused = catchThrowableOfType(
                    TargetException.class,
                    () -> Captured.of(target.client(installed.toString())).close());
            assertThat(refused.code()).isEqualTo("HF-PG-021");
            assertThat(refused.hint()).contains("postgresql-client-18");
            try (BackupTarget opened = target.client(installed.toString()).open();
                    TestRunContext context = new TestRunContext()) {
                List<Problem> problems = opened.check(context);
                assertThat(problems).extracting(Problem::code).contains("HF-PG-021");
            }
        }
    }
}
