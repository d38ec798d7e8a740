package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tools of one version on this machine.
 *
 * @param directory where they lie, or {@code null} for those that the system finds by name
 * @param version their version
 */
record Installation(@Nullable Path directory, ServerVersion version) {

    String program(Tool tool) {
        return program(directory, tool);
    }

    static String program(@Nullable Path directory, Tool tool) {
        return directory == null
                ? tool.command()
                : directory.resolve(tool.command()).toString();
    }

    /** {@return where they are, for people} */
    String place() {
        return directory == null ? "the search path" : directory.toString();
    }
}
