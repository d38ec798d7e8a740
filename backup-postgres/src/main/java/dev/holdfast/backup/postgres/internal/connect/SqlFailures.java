package dev.holdfast.backup.postgres.internal.connect;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import java.sql.SQLException;
import java.util.Locale;

/** What the driver throws, as failures with codes of their own. */
public final class SqlFailures {

    private SqlFailures() {}

    /**
     * Tells why a session could not be opened.
     *
     * @param why what the driver threw
     * @param place where to
     * @param user as whom, may be empty
     * @return the exception to throw
     */
    public static TargetException opening(SQLException why, String place, String user) {
        String state = state(why);
        String who = user.isEmpty() ? "" : " for user " + user;
        Failure failure = switch (state) {
            case "28P01", "28000" -> login(why, place, who);
            case "3D000" ->
                Failure.of("HF-PG-012", "there is no such database at " + place)
                        .hint("Look at the name of the database, and whether this is the right server.");
            case "53300" ->
                Failure.of("HF-PG-013", "all connections of " + place + " are in use")
                        .hint("Let the server allow more connections, or take backups when it is less busy.")
                        .retry(RetryStatus.LATER);
            case "57P03", "57P01", "57P02" ->
                Failure.of("HF-PG-014", "the server at " + place + " is starting up or shutting down")
                        .hint("Try again when it is up.")
                        .retry(RetryStatus.LATER);
            default -> unreachable(why, place);
        };
        return new TargetException(
                failure.with("server", place).with("sqlstate", state).with("said", said(why)), why);
    }

    /** The driver finds no service of that name. */
    static TargetException noService(String service) {
        return new TargetException(Failure.of("HF-PG-007", "no service file has a service " + service)
                .hint("Add [" + service + "] to ~/.pg_service.conf, or to the file that PGSERVICEFILE names.")
                .with("service", service));
    }

    private static Failure login(SQLException why, String place, String who) {
        String text = said(why).toLowerCase(Locale.ROOT);
        if (text.contains("pg_hba") || text.contains("no encryption")) {
            return Failure.of("HF-PG-016", "the server at " + place + " admits nobody from here" + who)
                    .hint("Add a line for this host, user and database to the server's pg_hba.conf, and reload it.");
        }
        return Failure.of("HF-PG-011", "the server at " + place + " refused the login" + who)
                .hint("Look at user and password; the server's log says more than it tells its clients.");
    }

    private static Failure unreachable(SQLException why, String place) {
        String text = said(why).toLowerCase(Locale.ROOT);
        if (text.contains("startup parameter")) {
            return Failure.of("HF-PG-033", "a pooler at " + place + " does not let the driver in: " + said(why))
                    .hint("Connect to the server itself, or let the pooler ignore the parameter"
                            + " (ignore_startup_parameters of pgbouncer).");
        }
        if (text.contains("ssl") || text.contains("certificate")) {
            return Failure.of("HF-PG-015", "no encrypted connection to " + place + " could be made")
                    .hint("Look at sslmode, and at the certificates of both sides.");
        }
        if (text.contains("no password was provided")) {
            return Failure.of("HF-PG-011", "the server at " + place + " asks for a password, and none is given")
                    .hint("Give the setting password or passfile.");
        }
        if (hasAnswered(why)) {
            return Failure.of("HF-PG-008", "the server at " + place + " refused the session: " + said(why))
                    .hint("Correct what it refuses: an option of the url, or a time zone that only Java knows"
                            + " (-Duser.timezone=UTC).");
        }
        return Failure.of("HF-PG-010", "cannot reach a server at " + place)
                .hint("Look whether it runs, and at host and port.")
                .retry(RetryStatus.LATER);
    }

    /** Class 08 is the driver's own word for connections that never came to be. */
    private static boolean hasAnswered(SQLException why) {
        String state = state(why);
        return state.length() == 5 && !state.startsWith("08");
    }

    /**
     * Tells why a statement failed.
     *
     * @param why what the driver threw
     * @param place on which server
     * @param sql the statement, of which the beginning is shown
     * @return the exception to throw
     */
    public static TargetException of(SQLException why, String place, String sql) {
        String state = state(why);
        Failure failure = switch (state.length() == 5 ? state.substring(0, 2) : "") {
            case "08", "57" -> isConflict(why) ? conflict(place) : lost(state, place);
            case "40" -> isConflict(why) ? conflict(place) : other(why, place);
            case "55" ->
                state.equals("55P03")
                        ? Failure.of("HF-PG-053", "a table of " + place + " stayed locked for too long")
                                .hint("See who holds the lock or waits for it, or raise lock-timeout.")
                                .retry(RetryStatus.LATER)
                        : other(why, place);
            case "53" ->
                state.equals("53200")
                        ? Failure.of("HF-PG-067", "the server at " + place + " has too little room for locks")
                                .hint("Raise max_locks_per_transaction.")
                        : other(why, place);
            case "42" ->
                state.equals("42501")
                        ? Failure.of("HF-PG-019", "a right is missing at " + place + ": " + said(why))
                                .hint("Give the user of the backup the rights that the guide lists.")
                        : other(why, place);
            default -> other(why, place);
        };
        return new TargetException(
                failure.with("server", place).with("sqlstate", state).with("statement", begin(sql)), why);
    }

    private static Failure lost(String state, String place) {
        if (state.equals("57014")) {
            return Failure.of("HF-PG-018", "the server at " + place + " cancelled a statement of the backup")
                    .hint("Look at statement_timeout and lock_timeout of the user, and at who cancels statements.")
                    .retry(RetryStatus.LATER);
        }
        return Failure.of("HF-PG-054", "the connection to " + place + " was lost")
                .hint("Look whether the server was stopped or ended the session, and at its log.")
                .retry(RetryStatus.LATER);
    }

    private static boolean isConflict(SQLException why) {
        return said(why).contains("conflict with recovery");
    }

    private static Failure conflict(String place) {
        return Failure.of(
                        "HF-PG-055", "the standby at " + place + " could not keep the rows that were still being read")
                .hint("Set hot_standby_feedback on the standby, raise max_standby_streaming_delay, or back up the"
                        + " primary.")
                .retry(RetryStatus.LATER);
    }

    private static Failure other(SQLException why, String place) {
        return Failure.of("HF-PG-018", "the server at " + place + " refused a statement: " + said(why))
                .hint("The server's log has the statement.");
    }

    private static String state(SQLException why) {
        return why.getSQLState() == null ? "" : why.getSQLState();
    }

    /** The first line of what the driver says, without the severity in front. */
    private static String said(SQLException why) {
        String text = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        String line = text.lines().findFirst().orElse("").trim();
        return line.replaceFirst("^(ERROR|FATAL|PANIC): +", "");
    }

    private static String begin(String sql) {
        String line = sql.replaceAll("\\s+", " ").trim();
        return line.length() <= 120 ? line : line.substring(0, 119) + "…";
    }
}
