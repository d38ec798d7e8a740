package dev.holdfast.backup.sqlite.internal.db;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** SQLite's own checks of a database. */
public final class Checks {

    private static final int MAX_FAULTS = 20;

    private Checks() {}

    // Rows that their table would not take today are no damage: a file can be whole and hold them.
    private static final Pattern ROWS =
            Pattern.compile("(CHECK constraint failed in |NULL value in |(non-)?[A-Z]+ value in ).*", Pattern.DOTALL);

    /**
     * What a check found.
     *
     * @param faults what is damaged; empty if nothing is
     * @param rows which rows break a constraint of their table; empty if none do
     * @param unchecked what could not be checked since it needs something that only its application has
     */
    public record Result(List<String> faults, List<String> rows, List<String> unchecked) {

        /**
         * Copies the lists.
         *
         * @param faults what is damaged; empty if nothing is
         * @param rows which rows break a constraint of their table; empty if none do
         * @param unchecked what could not be checked since it needs something that only its application has
         */
        public Result {
            faults = List.copyOf(faults);
            rows = List.copyOf(rows);
            unchecked = List.copyOf(unchecked);
        }
    }

    /**
     * Checks a database.
     *
     * @param database the database
     * @param full whether indexes are compared with their tables too
     * @return what was found
     */
    public static Result run(Database database, boolean full) {
        String pragma = full ? "integrity_check" : "quick_check";
        List<String> faults = new ArrayList<>();
        List<String> unchecked = new ArrayList<>();
        try {
            faults.addAll(database.tryTexts("PRAGMA " + pragma + "(" + MAX_FAULTS + ")"));
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) != 1) {
                throw database.failures().of("check", e);
            }
            // A collation, function or module of the application is missing here: check table by table what can be.
            for (String table : database.texts("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")) {
                checkTable(database, pragma, table, faults, unchecked);
            }
        }
        faults.removeIf("ok"::equals);
        List<String> rows =
                faults.stream().filter(fault -> ROWS.matcher(fault).matches()).toList();
        faults.removeAll(rows);
        return new Result(faults, rows, unchecked);
    }

    private static void checkTable(
            Database database, String pragma, String table, List<String> faults, List<String> unchecked) {
        try {
            faults.addAll(database.tryTexts("PRAGMA " + pragma + "(" + Sql.name(table) + ")"));
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) != 1) {
                throw database.failures().of("check", e);
            }
            unchecked.add(table + ": " + Failures.reason(e));
        }
    }

    /**
     * Counts the rows that break a foreign key.
     *
     * @param database the database
     * @return by table; empty if there are none
     */
    public static Map<String, Long> foreignKeys(Database database) {
        Map<String, Long> broken = new LinkedHashMap<>();
        database.query("PRAGMA foreign_key_check", row -> broken.merge(row.getString(1), 1L, Long::sum));
        return broken;
    }
}
