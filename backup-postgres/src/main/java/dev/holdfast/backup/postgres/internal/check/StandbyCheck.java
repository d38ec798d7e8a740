package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;

/** Is it a standby: one that may end a long read, or one that does not follow its primary any more? */
final class StandbyCheck implements DatabaseCheck {

    /** What a standby does; whatever this user may not see is taken for being as it should be. */
    private static final String STATE = "SELECT pg_catalog.current_setting('max_standby_streaming_delay') <> '-1'"
            + " AND pg_catalog.current_setting('hot_standby_feedback') = 'off',"
            + " NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_wal_receiver)"
            + " AND COALESCE(pg_catalog.current_setting('restore_command', true), '') = '',"
            + " pg_catalog.pg_is_wal_replay_paused(),"
            + " COALESCE(pg_catalog.pg_last_xact_replay_timestamp()::pg_catalog.timestamptz(0)::text, 'unknown')";

    private record State(boolean mayEndReads, boolean alone, boolean paused, String last) {}

    @Override
    public void look(CheckScope scope) {
        boolean standby = scope.connection().one("SELECT pg_catalog.pg_is_in_recovery()", row -> row.getBoolean(1));
        if (!standby) {
            return;
        }
        State state = scope.connection()
                .one(
                        STATE,
                        row -> new State(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3), row.getString(4)));
        scope.report(new Problem(
                Severity.INFO,
                "HF-PG-041",
                "the server is a standby, whose last transaction is of " + state.last()
                        + "; unlogged tables have no rows there, and none are dumped",
                ""));
        if (state.mayEndReads()) {
            scope.report(
                    Severity.WARNING,
                    Failure.of("HF-PG-035", "the server is a standby that may end the dump when the primary cleans up")
                            .hint(
                                    "Set hot_standby_feedback = on, or max_standby_streaming_delay = -1, on the standby."));
        }
        if (state.alone() || state.paused()) {
            scope.report(
                    Severity.WARNING,
                    Failure.of(
                                    "HF-PG-044",
                                    "the standby does not follow its primary: "
                                            + (state.paused()
                                                    ? "its replay is paused"
                                                    : "it receives nothing, and has no archive to read"))
                            .hint(
                                    "Look at the standby before its data get old: a backup holds what the standby holds."));
        }
    }
}
