package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.CommandResult;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what a tool said on standard error. */
public final class ErrorClassifier {

    private static final int SHOWN = 300;
    private static final String CONNECTION_LOST = "HF-PG-054";

    /**
     * A kind of failure and the words that tell it; all of one line's words have to be there.
     *
     * @param code the code
     * @param reason what it means
     * @param hint what to do
     * @param retry whether trying again may help
     * @param words in lower case
     */
    private record Kind(String code, String reason, String hint, RetryStatus retry, List<String> words) {}

    private static final Kind LOCKED = later(
            "HF-PG-053",
            "a table stayed locked for too long",
            "See who holds the lock or waits for it, or raise lock-timeout.",
            "lock timeout");

    // The first that fits decides, so what is more telling comes first.
    private static final List<Kind> KINDS = List.of(
            never(
                    "HF-PG-052",
                    "row-level security would leave rows out",
                    "Let the user of the backup bypass it: ALTER ROLE … BYPASSRLS.",
                    "row-level security"),
            never(
                    "HF-PG-051",
                    "a right is missing",
                    "Give the user of the backup the rights that the guide lists.",
                    "permission denied"),
            LOCKED,
            later(LOCKED.code(), LOCKED.reason(), LOCKED.hint(), "could not obtain lock"),
            later(
                    "HF-PG-055",
                    "the standby could not keep the rows that were still being read",
                    "Set hot_standby_feedback on the standby, raise max_standby_streaming_delay, or back up the primary.",
                    "conflict with recovery"),
            later(
                    "HF-PG-065",
                    "a time limit of the server ended it",
                    "Lift statement_timeout and transaction_timeout for the user of the backup.",
                    "statement timeout"),
            later(
                    "HF-PG-065",
                    "a time limit of the server ended it",
                    "Lift statement_timeout and transaction_timeout for the user of the backup.",
                    "transaction timeout"),
            never(
                    "HF-PG-066",
                    "the snapshot is gone",
                    "Look into the server's log who ended the session that held it.",
                    "invalid snapshot identifier"),
            never(
                    "HF-PG-066",
                    "the snapshot is gone",
                    "Look into the server's log who ended the session that held it.",
                    "could not import the requested snapshot"),
            never(
                    "HF-PG-057",
                    "data on the server are damaged",
                    "Keep the older backups, copy the server's files, and look for a failing disk before anything else.",
                    "invalid page"),
            never(
                    "HF-PG-057",
                    "data on the server are damaged",
                    "Keep the older backups, copy the server's files, and look for a failing disk before anything else.",
                    "missing chunk"),
            never(
                    "HF-PG-057",
                    "data on the server are damaged",
                    "Keep the older backups, copy the server's files, and look for a failing disk before anything else.",
                    "could not read block"),
            never(
                    "HF-PG-057",
                    "data on the server are damaged",
                    "Keep the older backups, copy the server's files, and look for a failing disk before anything else.",
                    "data is corrupt"),
            never(
                    "HF-PG-057",
                    "data on the server are damaged",
                    "Keep the older backups, copy the server's files, and look for a failing disk before anything else.",
                    "could not open file \"base/"),
            later(
                    "HF-PG-056",
                    "a disk is full",
                    "Free some space where the message says it is missing.",
                    "no space left on device"),
            never(
                    "HF-PG-067",
                    "the server has too little room for locks",
                    "Raise max_locks_per_transaction.",
                    "max_locks_per_transaction"),
            never(
                    "HF-PG-021",
                    "the tool is older than the server",
                    "Install tools of the server's major version.",
                    "server version mismatch"),
            never("HF-PG-011", "the login was refused", "Look at user and password.", "password authentication failed"),
            never("HF-PG-011", "the login was refused", "Look at user and password.", "no password supplied"),
            never(
                    "HF-PG-016",
                    "the server admits nobody from here",
                    "Add a line for this host, user and database to the server's pg_hba.conf, and reload it.",
                    "no pg_hba.conf entry"),
            later(
                    "HF-PG-013",
                    "all connections are in use",
                    "Let the server allow more connections, or take backups when it is less busy.",
                    "too many clients"),
            later(
                    "HF-PG-013",
                    "all connections are in use",
                    "Let the server allow more connections, or take backups when it is less busy.",
                    "connection slots are reserved"),
            later(
                    "HF-PG-013",
                    "all connections are in use",
                    "Let the server allow more connections, or take backups when it is less busy.",
                    "too many connections for"),
            never(
                    "HF-PG-012",
                    "there is no such database",
                    "Look at the name of the database, and whether this is the right server.",
                    "database \"",
                    "does not exist"),
            lost("server closed the connection"),
            lost("terminating connection"),
            lost("connection to server was lost"),
            lost("no connection to the server"),
            lost("could not receive data from server"),
            lost("could not send data to server"),
            lost("the database system is"),
            lost("connection refused"),
            lost("ssl syscall error"));

    private ErrorClassifier() {}

    private static Kind never(String code, String reason, String hint, String... words) {
        return new Kind(code, reason, hint, RetryStatus.NEVER, List.of(words));
    }

    private static Kind later(String code, String reason, String hint, String... words) {
        return new Kind(code, reason, hint, RetryStatus.LATER, List.of(words));
    }

    private static Kind lost(String words) {
        return later(
                CONNECTION_LOST,
                "the connection to the server was lost",
                "Look whether the server was stopped or ended the session, and at its log.",
                words);
    }

    /**
     * Says why a tool failed.
     *
     * @param tool which
     * @param result how it ended
     * @param what what it was for: {@code dump of 127.0.0.1:5432/orders}
     * @return the exception to throw
     */
    public static TargetException failure(Tool tool, CommandResult result, String what) {
        @Nullable Kind kind = kind(result.errors());
        String line = telling(result.errors(), kind);
        Failure failure = kind == null
                ? Failure.of(
                                "HF-PG-050",
                                "the " + what + " failed: " + tool.command() + " ended with exit code "
                                        + result.exitCode() + (line.isEmpty() ? "" : ", saying " + line))
                        .hint("What the tool said is in the context of this error.")
                        .retry(RetryStatus.LATER)
                : Failure.of(kind.code(), "the " + what + " failed: " + kind.reason())
                        .hint(kind.hint())
                        .retry(kind.retry());
        failure = failure.with("tool", tool.command()).with("exit", result.exitCode());
        return new TargetException(line.isEmpty() ? failure : failure.with("said", line));
    }

    /** {@return whether a tool says that it lost its connection to the server} */
    static boolean isConnectionLost(CommandResult result) {
        @Nullable Kind kind = kind(result.errors());
        return kind != null && kind.code().equals(CONNECTION_LOST);
    }

    private static @Nullable Kind kind(String errors) {
        String text = errors.toLowerCase(Locale.ROOT);
        // pg_dump bounds its wait for locks by a limit for statements.
        if (text.contains("statement timeout") && text.contains("lock table")) {
            return LOCKED;
        }
        for (Kind kind : KINDS) {
            if (text.lines().anyMatch(line -> kind.words().stream().allMatch(line::contains))) {
                return kind;
            }
        }
        return null;
    }

    /** The line that decided, else the first that is an error, else the last. */
    private static String telling(String errors, @Nullable Kind kind) {
        List<String> lines = errors.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            return "";
        }
        String line = lines.stream()
                .filter(one -> kind != null && kind.words().stream().allMatch(one.toLowerCase(Locale.ROOT)::contains))
                .findFirst()
                .or(() -> lines.stream().filter(one -> one.contains("error:")).findFirst())
                .orElse(lines.get(lines.size() - 1));
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }

    /**
     * Returns what a tool that succeeded warned of.
     *
     * @param result how it ended
     * @return the warnings without the name of the tool
     */
    public static List<String> warnings(CommandResult result) {
        return result.errors()
                .lines()
                .filter(line -> line.contains("warning: ") || line.startsWith("WARNING: "))
                .map(line -> line.substring(line.toLowerCase(Locale.ROOT).indexOf("warning: ") + 9)
                        .strip())
                .distinct()
                .toList();
    }
}
