package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.postgres.DumpFormat;
import dev.holdfast.backup.postgres.Globals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The words that every backup carries about how to restore it with the tools of PostgreSQL alone. */
final class ByHand {

    /** The name of the fact that becomes a part of the words. */
    static final String FACT = "restore-by-hand";

    private ByHand() {}

    static String words(DumpFormat format, Globals globals, Map<String, String> properties, String toolVersion) {
        String database = properties.getOrDefault("database", "postgres");
        List<String> lines = new ArrayList<>();
        lines.add(
                "With the tools of PostgreSQL " + toolVersion + " or later, as a superuser. `DUMP` stands for the file"
                        + (format == DumpFormat.DIRECTORY ? "s' directory" : "") + " from above"
                        + (globals == Globals.NO ? "." : ", `GLOBALS` for that of the roles."));
        lines.add("The database must not be there; rename it first if it is.");
        lines.add("");
        lines.add("```sh");
        if (globals != Globals.NO) {
            lines.add("psql -X -d postgres -f GLOBALS   # complains of roles that are there already");
        }
        lines.add("createdb -T template0" + option("-E", properties.get("encoding"))
                + option("--lc-collate=", properties.get("collate")) + option("--lc-ctype=", properties.get("ctype"))
                + option("-O", properties.get("owner")) + " -- " + quoted(database));
        lines.add(
                switch (format) {
                    case CUSTOM -> "pg_restore --exit-on-error --jobs=4 -d " + quoted(database) + " DUMP";
                    case DIRECTORY ->
                        "pg_restore --format=directory --exit-on-error --jobs=4 -d " + quoted(database) + " DUMP";
                    case PLAIN -> "psql -X -v ON_ERROR_STOP=1 -1 -d " + quoted(database) + " -f DUMP";
                });
        lines.add("vacuumdb --analyze-only -d " + quoted(database));
        lines.add("```");
        lines.add("");
        lines.add("Then compare the rows of the tables with the evidence, where rows were counted.");
        return String.join("\n", lines);
    }

    private static String option(String name, @org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : " " + name + (name.endsWith("=") ? "" : " ") + quoted(value);
    }

    /** For a shell, which takes nothing within single quotes for anything else. */
    private static String quoted(String text) {
        return '\'' + text.replace("'", "'\\''") + '\'';
    }
}
