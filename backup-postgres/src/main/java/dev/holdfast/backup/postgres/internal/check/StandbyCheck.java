package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;

/** Is it a standby that may end a long read? */
final class StandbyCheck implements DatabaseCheck {

    @Override
    public void look(CheckScope scope) {
        boolean standby = scope.connection().one("SELECT pg_catalog.pg_is_in_recovery()", row -> row.getBoolean(1));
        if (!standby) {
            return;
        }
        boolean may = scope.connection()
                .one(
                        "SELECT pg_catalog.current_setting('max_standby_streaming_delay') <> '-1'"
                                + " AND pg_catalog.current_setting('hot_standby_feedback') = 'off'",
                        row -> row.getBoolean(1));
        if (may) {
            scope.report(
                    Severity.WARNING,
                    Failure.of("HF-PG-035", "the server is a standby that may end the dump when the primary cleans up")
                            .hint(
                                    "Set hot_standby_feedback = on, or max_standby_streaming_delay = -1, on the standby."));
        } else {
            scope.report(new Problem(
                    Severity.INFO,
                    "HF-PG-041",
                    "the server is a standby: unlogged tables have no rows there, and none are dumped",
                    ""));
        }
    }
}
