package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What goes wrong with restores, each with its code and what to do. */
final class RestoreFailures {

    static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final Pattern ROLE = Pattern.compile("role \"(.*?)\" does not exist");
    private static final Pattern EXTENSION =
            Pattern.compile("extension \"(.*?)\" is not available|extension control file \"(.*?)\"");
    private static final Pattern ERROR = Pattern.compile("(?:ERROR|FATAL|error|fatal):\\s+(.*)");
    private static final List<String> GONE = List.of(
            "server closed the connection unexpectedly",
            "terminating connection due to administrator command",
            "could not connect to server",
            "connection to server",
            "the database system is shutting down",
            "the database system is starting up",
            "no connection to the server",
            "connection not open");

    private RestoreFailures() {}

    static TargetException sessionStays(long session, SQLException cause) {
        return new TargetException(
                Failure.of("HF-PG-112", "session " + session + " may not be ended: " + line(cause))
                        .hint(
                                "Grant pg_signal_backend to the target's role; a superuser's session must be closed by itself.")
                        .with("session", session),
                cause);
    }

    static TargetException sessionsStay(int count) {
        return new TargetException(Failure.of("HF-PG-113", count + " sessions were told to end and did not")
                .hint("Look at pg_stat_activity for what they wait for, and try again.")
                .retry(RetryStatus.LATER));
    }

    static TargetException noCopy(String name) {
        return new TargetException(Failure.of("HF-PG-114", "the restored copy " + name + " is not there any more")
                .hint("Restore again; somebody dropped or renamed it."));
    }

    static TargetException oldIsGone(String live, String old) {
        return new TargetException(
                Failure.of("HF-PG-122", "the database that was " + live + " is gone, so it cannot be brought back")
                        .hint("It was kept as " + old + " and has been dropped; restore a backup instead."));
    }

    static Failure prepared(String database, List<String> transactions) {
        return Failure.of(
                        "HF-PG-105",
                        "database " + database + " has prepared transactions, which no rename gets past: "
                                + some(transactions))
                .hint("Have their owner commit them or roll them back (COMMIT PREPARED, ROLLBACK PREPARED).")
                .retry(RetryStatus.LATER);
    }

    static Failure stillReplicates(String database, List<String> slots, List<String> subscriptions) {
        String what = (slots.isEmpty() ? "" : "logical slots " + some(slots))
                + (slots.isEmpty() || subscriptions.isEmpty() ? "" : " and ")
                + (subscriptions.isEmpty() ? "" : "subscriptions " + some(subscriptions));
        return Failure.of(
                        "HF-PG-120", "the old database " + database + " still has " + what + ", which would go with it")
                .hint("Make them anew in the restored database, drop them in the old one, then confirm again.")
                .retry(RetryStatus.LATER);
    }

    /** Returns at most ten of some names. */
    static String some(List<String> names) {
        int most = 10;
        String shown = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return names.size() > most ? shown + " and " + (names.size() - most) + " more" : shown;
    }

    /**
     * Tells what a tool's words on standard error mean.
     *
     * @param tool the tool
     * @param exitCode what it ended with
     * @param errors what it said
     */
    static TargetException ofTool(String tool, int exitCode, String errors) {
        String said = firstError(errors);
        Matcher role = ROLE.matcher(errors);
        Matcher extension = EXTENSION.matcher(errors);
        if (gone(errors)) {
            return new TargetException(
                    Failure.of("HF-PG-117", "the server went away in the middle of the restore: " + said)
                            .hint(
                                    "Look at the server's log; what was restored so far is dropped, and the live database is as it was.")
                            .retry(RetryStatus.LATER));
        }
        if (errors.contains("No space left on device") || errors.contains("could not extend file")) {
            return new TargetException(Failure.of("HF-PG-118", "the server's disk is full: " + said)
                    .hint(
                            "Free some space on the server; a staged restore needs room for a second copy of the database.")
                    .retry(RetryStatus.LATER));
        }
        if (role.find()) {
            return new TargetException(missingRoles(List.of(role.group(1))));
        }
        if (extension.find()) {
            String name = extension.group(1) != null ? extension.group(1) : extension.group(2);
            return new TargetException(missingExtensions(List.of(name)));
        }
        return new TargetException(Failure.of("HF-PG-115", tool + " failed: " + said)
                .hint("The live database is as it was; look at the server's log for more.")
                .with("exitCode", exitCode)
                .with("errors", tail(errors)));
    }

    static Failure missingRoles(List<String> roles) {
        return Failure.of("HF-PG-101", "roles that the backup names are not on the server: " + some(roles))
                .hint(
                        "Make them, restore them with --option globals=missing, or do without them: --option no-owner=true"
                                + " --option no-privileges=true.");
    }

    static Failure missingExtensions(List<String> extensions) {
        return Failure.of(
                        "HF-PG-102",
                        "extensions that the backup needs are not available on the server: " + some(extensions))
                .hint("Install their packages on the server, for example postgresql-contrib.");
    }

    static TargetException ofSql(String what, SQLException cause) {
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        if (state.startsWith("08") || state.startsWith("57P")) {
            return new TargetException(
                    Failure.of("HF-PG-117", "the server went away: cannot " + what + ": " + line(cause))
                            .hint("Look at the server's log, and run recover when it is back.")
                            .retry(RetryStatus.LATER),
                    cause);
        }
        if (state.equals("53100")) {
            return new TargetException(
                    Failure.of("HF-PG-118", "the server's disk is full: cannot " + what + ": " + line(cause))
                            .hint(
                                    "Free some space on the server; a staged restore needs room for a second copy of the database.")
                            .retry(RetryStatus.LATER),
                    cause);
        }
        if (state.equals(INSUFFICIENT_PRIVILEGE)) {
            return new TargetException(
                    Failure.of("HF-PG-103", "the role lacks a right: cannot " + what + ": " + line(cause))
                            .hint("The guide on restoring PostgreSQL has the rights that a restore needs, as SQL.")
                            .with("state", state),
                    cause);
        }
        return new TargetException(
                Failure.of("HF-PG-131", "cannot " + what + ": " + line(cause))
                        .hint("Look at the server's log for more.")
                        .with("state", state),
                cause);
    }

    private static boolean gone(String errors) {
        return GONE.stream().anyMatch(errors::contains);
    }

    /** Returns the first error that a tool told of, as one line. */
    static String firstError(String errors) {
        for (String line : errors.lines().toList()) {
            Matcher matcher = ERROR.matcher(line);
            if (matcher.find() && !matcher.group(1).startsWith("could not execute query: ERROR")) {
                return matcher.group(1).strip();
            }
            int inner = line.indexOf("could not execute query: ERROR:");
            if (inner >= 0) {
                return line.substring(inner + "could not execute query: ERROR:".length())
                        .strip();
            }
        }
        return errors.isBlank()
                ? "it said nothing"
                : errors.strip().lines().findFirst().orElse("");
    }

    private static String tail(String errors) {
        int most = 2000;
        String text = errors.strip();
        return text.length() <= most ? text : "…" + text.substring(text.length() - most);
    }

    /** Returns what the server said, as one line without its severity. */
    static String line(SQLException failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        String first = message.lines().findFirst().orElse("").strip();
        for (String severity : List.of("ERROR: ", "FATAL: ")) {
            if (first.toUpperCase(Locale.ROOT).startsWith(severity)) {
                return first.substring(severity.length()).strip();
            }
        }
        return first;
    }
}
