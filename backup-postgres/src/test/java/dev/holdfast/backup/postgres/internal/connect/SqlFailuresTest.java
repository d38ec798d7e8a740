package dev.holdfast.backup.postgres.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the driver throws has a code of its own, whatever the server was doing. */
class SqlFailuresTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "42P01 | ERROR: relation \"x\" does not exist | HF-PG-018 | NEVER",
                "XX001 | ERROR: invalid page in block 0 | HF-PG-018 | NEVER",
                "57014 | ERROR: canceling statement due to statement timeout | HF-PG-018 | LATER",
                "42501 | ERROR: permission denied for table t | HF-PG-019 | NEVER",
                "55P03 | ERROR: canceling statement due to lock timeout | HF-PG-053 | LATER",
                "57P01 | FATAL: terminating connection due to administrator command | HF-PG-054 | LATER",
                "08006 | An I/O error occurred while sending to the backend. | HF-PG-054 | LATER",
                "40001 | ERROR: canceling statement due to conflict with recovery | HF-PG-055 | LATER",
                "57P04 | FATAL: terminating connection due to conflict with recovery | HF-PG-055 | LATER",
                "40001 | ERROR: could not serialize access | HF-PG-018 | NEVER",
                "53200 | ERROR: out of shared memory | HF-PG-067 | NEVER"
            })
    void a_statement_that_fails_is_told_by_its_state(String state, String said, String code, RetryStatus retry) {
        TargetException failure = SqlFailures.of(new SQLException(said, state), "db:5432/orders", "SELECT 1");
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.retryStatus()).isEqualTo(retry);
        assertThat(failure.hint()).endsWith(".");
        assertThat(failure.context()).containsEntry("sqlstate", state).containsEntry("statement", "SELECT 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "28P01 | FATAL: password authentication failed for user \"x\" | HF-PG-011 | NEVER",
                "08004 | The server requested SCRAM-based authentication, but no password was provided. | HF-PG-011 | NEVER",
                "3D000 | FATAL: database \"x\" does not exist | HF-PG-012 | NEVER",
                "53300 | FATAL: sorry, too many clients already | HF-PG-013 | LATER",
                "57P03 | FATAL: the database system is starting up | HF-PG-014 | LATER",
                "08006 | The server does not support SSL. | HF-PG-015 | NEVER",
                "28000 | FATAL: no pg_hba.conf entry for host \"1.2.3.4\" | HF-PG-016 | NEVER",
                "08P01 | FATAL: unsupported startup parameter: options | HF-PG-033 | NEVER",
                "08001 | Connection to localhost:1 refused. | HF-PG-010 | LATER"
            })
    void a_session_that_cannot_be_opened_is_told_by_its_state(
            String state, String said, String code, RetryStatus retry) {
        TargetException failure = SqlFailures.opening(new SQLException(said, state), "db:5432/orders", "x");
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.retryStatus()).isEqualTo(retry);
        assertThat(failure.hint()).endsWith(".");
        assertThat(failure.context()).containsEntry("sqlstate", state);
    }
}
