package dev.holdfast.backup.containers.internal.docker;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The only place that reads variables of this process, for hooks whose setting {@code from-environment} asks for it. */
final class EngineEnvironment {

    private EngineEnvironment() {}

    static @Nullable String variable(String name) {
        return System.getenv(name);
    }

    static boolean isSocket(Path path) {
        return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    }
}
