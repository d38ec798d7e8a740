package dev.holdfast.backup.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.spi.BackupStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No test takes the power away; this one looks at what the kernel is asked for, and in which order. */
class DurabilityTest {

    private static final Pattern CALL =
            Pattern.compile("(fsync|fdatasync|link|linkat|mkdir|mkdirat|unlink|unlinkat)\\((.*)\\) = 0");

    /** Commits one object; run under strace. */
    static final class Committer {
        public static void main(String[] arguments) throws Exception {
            try (BackupStore store = DirectoryStore.at(Path.of(arguments[0])).open()) {
                Objects.put(store, "orders/orders_1/object");
            }
        }
    }

    @Test
    void a_commit_forces_the_bytes_then_gives_the_name_then_forces_every_directory_it_is_in(@TempDir Path scratch)
            throws Exception {
        Path strace = Path.of("/usr/bin/strace");
        if ("true".equals(System.getenv("CI"))) {
            assertThat(strace).exists();
        }
        Assumptions.assumeTrue(Files.isExecutable(strace), "the tool strace is not installed");
        Path root = scratch.toRealPath().resolve("store");
        Path trace = scratch.resolve("trace");
        Process process = new ProcessBuilder(
                        strace.toString(),
                        "-f",
                        "-y",
                        "-s",
                        "4096",
                        "-o",
                        trace.toString(),
                        "-e",
                        "trace=fsync,fdatasync,link,linkat,mkdir,mkdirat,unlink,unlinkat",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Committer.class.getName(),
                        root.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();

        List<String> acts = Files.readAllLines(trace).stream()
                .map(line -> act(line, root))
                .filter(act -> !act.isEmpty())
                .toList();
        assertThat(acts)
                .containsExactly(
                        "mkdir store",
                        "force above the store",
                        "mkdir store/orders",
                        "force store",
                        "mkdir store/orders/orders_1",
                        "force store/orders",
                        "force the temporary file",
                        "link",
                        "unlink",
                        "force store/orders/orders_1");
    }

    private static String act(String line, Path root) {
        Matcher call = CALL.matcher(line);
        if (!call.find() || !call.group(2).contains(root.getParent().toString())) {
            return "";
        }
        String path = call.group(2).replace(root.toString(), "store");
        return switch (call.group(1)) {
            case "mkdir", "mkdirat" -> "mkdir " + path.replaceAll(".*\"(.*)\".*", "$1");
            case "link", "linkat" -> path.contains("store/orders/orders_1/object\"") ? "link" : "link elsewhere";
            case "unlink", "unlinkat" -> path.contains("/.upload-") ? "unlink" : "unlink something else";
            default -> forced(path.replaceAll(".*<(.*)>.*", "$1"), root);
        };
    }

    private static String forced(String path, Path root) {
        if (path.equals(root.getParent().toString())) {
            return "force above the store";
        }
        return path.startsWith("store/orders/orders_1/.upload-") ? "force the temporary file" : "force " + path;
    }
}
