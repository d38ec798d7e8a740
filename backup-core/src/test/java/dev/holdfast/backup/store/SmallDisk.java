package dev.holdfast.backup.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real file system of few bytes, in memory. */
record SmallDisk(Path mount) implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 30;

    static SmallDisk of(Path folder, String size) throws Exception {
        requireRoot();
        assertThat(run("mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=700", "tmpfs", folder.toString()))
                .isZero();
        return new SmallDisk(folder);
    }

    /** Skips the test where nothing can be mounted, and fails where that must not be. */
    static void requireRoot() {
        boolean root = "root".equals(System.getProperty("user.name"));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(root)
                    .as("the tests must run as root, to mount small disks")
                    .isTrue();
        }
        Assumptions.assumeTrue(root, "only root can mount a small disk");
    }

    static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    void readOnly() throws Exception {
        assertThat(run("mount", "-o", "remount,ro", mount.toString())).isZero();
    }

    @Override
    public void close() throws Exception {
        assertThat(run("umount", "-l", mount.toString())).isZero();
    }
}
