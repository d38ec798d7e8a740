package dev.holdfast.backup.postgres.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientToolsTest {

    @ParameterizedTest
    @CsvSource({
        "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1), 150018, 15.18, 15, 18",
        "pg_dump (PostgreSQL) 9.6.24,                         90624,  9.6.24, 9, 24",
        "pg_restore (PostgreSQL) 18beta1,                     180000, 18beta1, 18, 0",
        "pg_dump (PostgreSQL) 17.6 - Percona,                 170006, 17.6, 17, 6"
    })
    void versions_are_read_from_what_tools_say(String line, int number, String text, int major, int minor) {
        ServerVersion version = VersionText.parse(line).orElseThrow();
        assertThat(version.number()).isEqualTo(number);
        assertThat(version.text()).isEqualTo(text);
        assertThat(version.major()).isEqualTo(major);
        assertThat(version.minor()).isEqualTo(minor);
    }

    @Test
    void other_lines_are_no_versions() {
        assertThat(VersionText.parse("bash: pg_dump: command not found")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pg_dump: error: query failed: ERROR:  permission denied for table t | HF-PG-051",
                "pg_dump: error: query failed: ERROR:  query would be affected by row-level security policy for table \"t\" | HF-PG-052",
                "pg_dump: error: query failed: ERROR:  canceling statement due to lock timeout | HF-PG-053",
                "pg_dump: error: connection to server at \"h\" failed: server closed the connection unexpectedly | HF-PG-054",
                "pg_dump: error: Error message from server: FATAL:  terminating connection due to administrator command | HF-PG-054",
                "pg_dump: error: ERROR:  canceling statement due to conflict with recovery | HF-PG-055",
                "pg_dump: error: could not write to file: No space left on device | HF-PG-056",
                "pg_dump: error: ERROR:  invalid page in block 3 of relation base/1/2 | HF-PG-057",
                "pg_dump: error: aborting because of server version mismatch | HF-PG-021",
                "pg_dump: error: FATAL:  password authentication failed for user \"x\" | HF-PG-011",
                "pg_dump: error: FATAL:  no pg_hba.conf entry for host | HF-PG-016",
                "pg_dump: error: FATAL:  sorry, too many clients already | HF-PG-013",
                "pg_dump: error: FATAL:  database \"x\" does not exist | HF-PG-012",
                "pg_dump: error: ERROR:  canceling statement due to statement timeout | HF-PG-065",
                "pg_dump: error: ERROR:  invalid snapshot identifier: \"00\" | HF-PG-066",
                "pg_dump: error: HINT: You might need to increase max_locks_per_transaction. | HF-PG-067",
                "pg_dump: error: something new | HF-PG-050"
            })
    void what_a_tool_says_has_a_code_and_a_hint(String said, String code) {
        var failure = ErrorClassifier.failure(Tool.PG_DUMP, new CommandResult(1, said + "\n"), "dump of x");
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.hint()).endsWith(".");
        assertThat(failure.context()).containsEntry("said", said.strip()).containsEntry("exit", "1");
    }

    @Test
    void the_bound_of_pg_dump_for_locks_is_told_from_other_limits() {
        var failure = ErrorClassifier.failure(
                Tool.PG_DUMP,
                new CommandResult(
                        1,
                        "pg_dump: error: query failed: ERROR:  canceling statement due to statement timeout\n"
                                + "pg_dump: detail: Query was: LOCK TABLE public.t IN ACCESS SHARE MODE\n"),
                "dump of x");
        assertThat(failure.code()).isEqualTo("HF-PG-053");
        assertThat(failure.retryStatus()).isEqualTo(RetryStatus.LATER);
    }

    @Test
    void a_machine_without_tools_is_told_which_package_to_install() {
        try (TestRunContext machine = new TestRunContext()) {
            RunContext without = (RunContext) Proxy.newProxyInstance(
                    RunContext.class.getClassLoader(), new Class<?>[] {RunContext.class}, (proxy, method, values) -> {
                        if (method.getName().equals("commands")) {
                            return (CommandRunner) command -> {
                                throw new IOException("no such file: " + command.program());
                            };
                        }
                        return method.invoke(machine, values);
                    });
            TargetException missing = catchThrowableOfType(
                    TargetException.class,
                    () -> ClientTools.choose(new ClientChoice.Auto(), new ServerVersion(170_002, "17.2"), without));
            assertThat(missing.code()).isEqualTo("HF-PG-020");
            assertThat(missing.hint()).contains("postgresql-client-17");
        }
    }

    @Test
    void warnings_are_told_without_the_tool() {
        assertThat(ErrorClassifier.warnings(new CommandResult(
                        0, "pg_dump: warning: a\npg_dump: detail: b\nWARNING:  c\npg_dump: warning: a\n")))
                .containsExactly("a", "c");
    }

    @Test
    void old_minor_versions_have_known_weaknesses_and_new_ones_have_none() {
        assertThat(KnownWeaknesses.of(new ServerVersion(150_013, "15.13"))).isPresent();
        assertThat(KnownWeaknesses.of(new ServerVersion(150_014, "15.14"))).isEmpty();
        assertThat(KnownWeaknesses.of(new ServerVersion(120_022, "12.22"))).isPresent();
        assertThat(KnownWeaknesses.of(new ServerVersion(190_000, "19.0"))).isEmpty();
    }
}
