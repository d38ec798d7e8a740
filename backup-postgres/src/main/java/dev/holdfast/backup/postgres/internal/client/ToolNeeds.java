package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a tool needs where it runs.
 *
 * @param mark tells this very tool from all others; a word of letters, digits and hyphens
 * @param connection whose password it needs, or {@code null}
 * @param entries a file with the entries of a dump that it is to bring back, or {@code null}
 */
record ToolNeeds(
        String mark,
        @Nullable ConnectionSettings connection,
        @Nullable Path entries) {}
