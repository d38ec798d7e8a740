package dev.holdfast.backup.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.command.CommandCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages are checked in; {@code -Dholdfast.docs.write=true} writes them anew. */
class ReferencePagesTest {

    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();

    @Test
    void the_pages_of_commands_and_exit_codes_say_what_the_commands_say() throws IOException {
        for (Map.Entry<String, String> page : ReferenceWriter.pages().entrySet()) {
            Path file = DOCS.resolve(page.getKey());
            if (Boolean.getBoolean("holdfast.docs.write")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, page.getValue());
            }
            assertThat(file)
                    .as("written anew by mvn -pl backup-cli -am test -Dtest=ReferencePagesTest "
                            + "-Dsurefire.failIfNoSpecifiedTests=false -Dholdfast.docs.write=true")
                    .hasContent(page.getValue());
        }
    }

    @Test
    void every_command_has_a_summary_an_example_and_a_manual_page() {
        Map<String, String> files = ReferenceWriter.distribution("1.2.3");
        for (String name : CommandCatalog.names()) {
            String page = files.get("man/man1/holdfast-" + name + ".1");
            assertThat(page)
                    .as(name)
                    .startsWith(".TH \"HOLDFAST-" + name.toUpperCase(java.util.Locale.ROOT) + "\" \"1\"")
                    .contains("holdfast\\-" + name + " \\- ")
                    .contains(".SH EXAMPLES\n.nf\n");
        }
        assertThat(files.get("man/man1/holdfast.1")).contains(".SH EXIT STATUS").contains("130");
    }

    @Test
    void commands_of_commands_have_pages_too() {
        Map<String, String> files = ReferenceWriter.distribution("1.2.3");

        assertThat(files.get("man/man1/holdfast-schedule-next.1"))
                .startsWith(".TH \"HOLDFAST-SCHEDULE-NEXT\" \"1\"")
                .contains("\\fBholdfast schedule next [JOB] [\\-\\-from INSTANT] [\\-\\-count N]\\fR");
        assertThat(files.get("man/man1/holdfast-schedule.1")).contains("\\fBholdfast schedule COMMAND\\fR");
        assertThat(files.get("completion/holdfast.bash")).contains("_picocli_holdfast_schedule_next()");
    }

    @Test
    void every_command_completes_in_bash() {
        String completion = ReferenceWriter.distribution("1.2.3").get("completion/holdfast.bash");
        for (String name : CommandCatalog.names()) {
            assertThat(completion).contains("_picocli_holdfast_" + name + "()");
        }
        assertThat(completion).contains("complete -F _complete_holdfast").contains("stored");
    }
}
