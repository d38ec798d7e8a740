package dev.holdfast.backup.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/** Tools that a test needs: a missing one skips the test with the reason, and fails it where the environment has {@code CI=true}. */
public final class Tools {

    private Tools() {}

    /**
     * Tells whether a tool is installed.
     *
     * @param program its name
     * @return whether the search path has it
     */
    public static boolean has(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(File.pathSeparator, -1))
                        .filter(directory -> !directory.isEmpty())
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /**
     * Skips the test that asks, or fails it where {@code CI=true}, unless a tool is installed.
     *
     * @param program its name
     */
    public static void require(String program) {
        if (!has(program)) {
            lack(program + " is not installed");
        }
    }

    /**
     * Skips the test that asks, or fails it where {@code CI=true}: something that it needs is not there.
     *
     * @param reason what is missing, as a clause without a full stop
     */
    public static void lack(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(reason + ", and CI=true lets no test be skipped for that");
        }
        Assumptions.abort(reason);
    }
}
