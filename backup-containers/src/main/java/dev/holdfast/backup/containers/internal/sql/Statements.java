package dev.holdfast.backup.containers.internal.sql;

import java.util.List;
import java.util.Map;

/**
 * What an SQL hook executes, and where.
 *
 * @param url the database, as its JDBC driver wants it
 * @param login what the driver is told besides: user and password
 * @param before the statements before the phase, in order
 * @param after the statements after it, in order
 */
public record Statements(String url, Map<String, String> login, List<String> before, List<String> after) {

    /**
     * Copies the collections.
     *
     * @param url the database
     * @param login what the driver is told besides
     * @param before the statements before the phase
     * @param after the statements after it
     */
    public Statements {
        login = Map.copyOf(login);
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** Does not show the login. */
    @Override
    public String toString() {
        return url;
    }
}
