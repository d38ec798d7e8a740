package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.evidence.Suffixes;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes the roles and tablespaces of a backup. What is there already is left as it is, its password above all, unless overwriting was asked
 * for in so many words. What was made stays, whatever becomes of the restore: it takes nothing away from anybody.
 */
final class GlobalsRestore {

    static final String SUFFIX = Suffixes.GLOBALS;

    /** Roles are few; a larger script is none of ours. */
    private static final int MOST_BYTES = 64 * 1024 * 1024;

    private final Connection connection;
    private final RunContext context;

    GlobalsRestore(Connection connection, RunContext context) {
        this.connection = connection;
        this.context = context;
    }

    /**
     * Makes what is missing.
     *
     * @param from the backup
     * @param what whether what is there is overwritten
     */
    void apply(BackupReader from, RestoreTuning.Globals what) throws IOException, SQLException {
        if (from.manifest().artifact(SUFFIX).isEmpty()) {
            throw new RefusedException(Failure.of("HF-PG-126", "the backup holds no roles and tablespaces")
                    .hint("Leave the option globals out, and make the roles by hand."));
        }
        context.progress().step("restoring roles and tablespaces");
        String script;
        try (InputStream in = from.artifact(SUFFIX)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            if (in.read() >= 0) {
                throw new IOException("the script of roles is larger than 64 MiB");
            }
            script = new String(bytes, StandardCharsets.UTF_8);
        }
        apply(script, what == RestoreTuning.Globals.OVERWRITE);
    }

    private void apply(String script, boolean overwrite) throws SQLException {
        Set<String> roles = new HashSet<>(Statements.texts(connection, "SELECT rolname FROM pg_roles"));
        Set<String> places = new HashSet<>(Statements.texts(connection, "SELECT spcname FROM pg_tablespace"));
        Set<String> kept = new TreeSet<>();
        for (String statement : SqlScript.statements(script)) {
            Act act = Act.of(SqlScript.words(statement, 64));
            boolean there = act.isIn(roles, places);
            if (act.kind() == Kind.OTHER || (there && act.creates())) {
                continue;
            }
            if (there && !overwrite) {
                kept.add(act.name());
                continue;
            }
            run(statement, act);
        }
        if (!kept.isEmpty()) {
            context.problem(new Problem(
                    Severity.INFO,
                    "HF-PG-125",
                    "roles and tablespaces that were there are left as they are: "
                            + RestoreFailures.some(List.copyOf(kept)),
                    "Restore with --option globals=overwrite to give them what they had, passwords too."));
        }
    }

    private void run(String statement, Act act) throws SQLException {
        try {
            Statements.run(connection, statement);
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "" : e.getSQLState();
            if (state.startsWith("08") || state.startsWith("57")) {
                throw e;
            }
            // The statement itself may hold a password, so only what it is about is told.
            throw new TargetException(Failure.of(
                            "HF-PG-126",
                            "cannot restore " + act.what() + " " + act.name() + ": " + RestoreFailures.line(e))
                    .hint("Make it by hand, then restore without the option globals.")
                    .with("state", state));
        }
    }

    private enum Kind {
        ROLE,
        MEMBERSHIP,
        TABLESPACE,
        OTHER
    }

    /** What a statement is about: roles, the membership of one in another, a tablespace. */
    private record Act(Kind kind, boolean creates, String name, String member) {

        private static final Act OTHER = new Act(Kind.OTHER, false, "", "");

        static Act of(List<String> words) {
            String first = upper(words, 0);
            String second = upper(words, 1);
            if ((first.equals("CREATE") || first.equals("ALTER")) && words.size() > 2) {
                return about(second, first.equals("CREATE"), words.get(2));
            }
            if (first.equals("COMMENT") && words.size() > 3) {
                return about(upper(words, 2), false, words.get(3));
            }
            if (first.equals("GRANT") || first.equals("REVOKE")) {
                return grant(words);
            }
            return OTHER;
        }

        private static Act about(String kind, boolean creates, String name) {
            return switch (kind) {
                case "ROLE", "USER" -> new Act(Kind.ROLE, creates, name, "");
                case "TABLESPACE" -> new Act(Kind.TABLESPACE, creates, name, "");
                default -> OTHER;
            };
        }

        /** GRANT role TO member …, or GRANT what ON TABLESPACE name …. */
        private static Act grant(List<String> words) {
            for (int i = 1; i + 1 < words.size(); i++) {
                if (upper(words, i).equals("ON")) {
                    boolean place = upper(words, i + 1).equals("TABLESPACE") && i + 2 < words.size();
                    return place ? new Act(Kind.TABLESPACE, false, words.get(i + 2), "") : OTHER;
                }
                if (upper(words, i).equals("TO")) {
                    return new Act(Kind.MEMBERSHIP, false, words.get(1), words.get(i + 1));
                }
            }
            return OTHER;
        }

        private static String upper(List<String> words, int at) {
            return at < words.size() ? words.get(at).toUpperCase(Locale.ROOT) : "";
        }

        boolean isIn(Set<String> roles, Set<String> places) {
            return switch (kind) {
                case ROLE -> roles.contains(name);
                case MEMBERSHIP -> roles.contains(name) && roles.contains(member);
                case TABLESPACE -> places.contains(name);
                case OTHER -> false;
            };
        }

        String what() {
            return kind == Kind.TABLESPACE ? "tablespace" : kind == Kind.ROLE ? "role" : "membership in role";
        }
    }
}
