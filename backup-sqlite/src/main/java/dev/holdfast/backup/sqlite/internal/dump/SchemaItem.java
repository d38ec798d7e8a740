package dev.holdfast.backup.sqlite.internal.dump;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One row of the schema.
 *
 * @param type {@code table}, {@code index}, {@code view} or {@code trigger}
 * @param name its name
 * @param table the table it belongs to
 * @param stored whether it has rows or entries of its own
 * @param sql what made it; null for what SQLite makes by itself
 */
record SchemaItem(
        String type,
        String name,
        String table,
        boolean stored,
        @Nullable String sql) {

    boolean isTable() {
        return type.equals("table") && stored;
    }

    /** Returns whether its rows come from a module; what that keeps on disk is in ordinary tables. */
    boolean isVirtual() {
        return type.equals("table") && !stored;
    }

    /** Returns whether SQLite makes and names it. */
    boolean isInternal() {
        return name.toLowerCase(Locale.ROOT).startsWith("sqlite_");
    }

    boolean isSequence() {
        return name.equalsIgnoreCase("sqlite_sequence");
    }
}
