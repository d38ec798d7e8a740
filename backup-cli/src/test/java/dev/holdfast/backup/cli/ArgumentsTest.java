package dev.holdfast.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.CommandFixture.Result;
import dev.holdfast.backup.cli.command.CancelRequest;
import dev.holdfast.backup.cli.command.CommandCatalog;
import dev.holdfast.backup.cli.output.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTest {

    @TempDir
    Path directory;

    private CommandFixture holdfast;

    @BeforeEach
    void nothing() {
        holdfast = CommandFixture.empty(directory);
    }

    @Test
    void help_lists_every_command_and_every_command_has_help_with_an_example() {
        String help = holdfast.run("--help").expect(0).out();
        for (String name : CommandCatalog.names()) {
            assertThat(help).contains("  " + name + " ");
            assertThat(holdfast.run(name, "--help").expect(0).out())
                    .as(name)
                    .contains("Usage: holdfast " + name)
                    .containsPattern("Examples?:\n  (holdfast|cd .* && holdfast) " + name);
        }
    }

    @Test
    void no_command_shows_the_help_and_is_a_usage_error() {
        assertThat(holdfast.run().expect(2).out()).contains("Usage: holdfast");
    }

    @Test
    void the_version_is_told() {
        assertThat(holdfast.run("--version").expect(0).out()).startsWith("holdfast ");
    }

    @Test
    void a_command_there_is_not_gets_a_suggestion() {
        Result result = holdfast.run("lst").expect(2);
        assertThat(result.err())
                .isEqualTo("error: there is no command \"lst\" (HF-CMD-001)\n"
                        + "hint: Did you mean \"list\"? \"holdfast --help\" explains which commands there are.\n");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void an_option_there_is_not_gets_a_suggestion() {
        assertThat(holdfast.run("list", "--jsn").expect(2).err())
                .contains("error: unknown option --jsn (HF-CMD-001)")
                .contains("Did you mean \"--json\"?")
                .contains("holdfast list --help");
    }

    @Test
    void a_usage_error_is_a_document_too() {
        assertThat(holdfast.run("list", "--json", "--limit", "x")
                        .expect(2)
                        .error()
                        .get("code")
                        .asString())
                .isEqualTo("HF-CMD-001");
        assertThat(holdfast.run("--json", "lst").expect(2).error().get("hint").asString())
                .contains("list");
    }

    @Test
    void the_name_of_a_command_as_a_value_is_no_command() {
        // -c takes "list" as its value, so that "show" is the command and its argument is missing.
        assertThat(holdfast.run("-c", "list", "show").expect(2).err()).contains("ID is missing");
    }

    @Test
    void numbers_and_dates_that_are_none_are_told() {
        assertThat(holdfast.run("list", "--since", "yesterday").expect(2).err()).contains("HF-CMD-011");
        holdfast.run("list", "--limit", "0").expect(2);
    }

    @Test
    void colours_are_for_terminals_that_want_them() {
        String escape = "\u001b[";
        assertThat(holdfast.run("--help").out()).doesNotContain(escape);
        holdfast.onTerminal(new Terminal(true, true, true, 100, true));
        assertThat(holdfast.run("--help").out()).contains(escape);
        assertThat(holdfast.run("types").out()).contains(escape);
        assertThat(holdfast.run("types", "--no-color").out()).doesNotContain(escape);
        holdfast.onTerminal(new Terminal(true, true, true, 100, false));
        assertThat(holdfast.run("types").out()).doesNotContain(escape);
    }

    @Test
    void an_unforeseen_error_is_exit_code_1_and_verbose_tells_where_it_comes_from() {
        holdfast.clock(new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                throw new IllegalStateException("the clock is broken");
            }
        });
        Result result = holdfast.run("list").expect(1);
        assertThat(result.err())
                .contains("error: unexpected IllegalStateException: the clock is broken (HF-CMD-013)")
                .contains("-v")
                .doesNotContain("\tat ");
        assertThat(holdfast.run("list", "-v").expect(1).err())
                .contains("\tat dev.holdfast.backup.cli.command.ListCommand");
        assertThat(holdfast.run("list", "--json").expect(1).error().get("code").asString())
                .isEqualTo("HF-CMD-013");
    }

    @Test
    void a_command_that_was_cancelled_before_it_began_ends_with_130() throws Exception {
        CommandFixture files = CommandFixture.withFiles(directory);
        files.cancel().request();
        Result cancelled = files.run("create").expect(130);
        assertThat(cancelled.out() + cancelled.err()).contains("cancelled");
        assertThat(files.run("create", "--json").expect(130).json().toString()).contains("cancelled");
        Thread.interrupted();
        files.nextCancel(new CancelRequest(Thread.currentThread()));
        assertThat(files.run("list", "--json").expect(0).json()).isEmpty();
    }

    /** A cancel may interrupt this thread, which goes on with other tests. */
    @AfterEach
    void forgetInterrupt() {
        Thread.interrupted();
    }
}
