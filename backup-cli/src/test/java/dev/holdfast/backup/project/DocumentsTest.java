package dev.holdfast.backup.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.config.Configuration;
import dev.holdfast.backup.engine.Providers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]+)(#[^)]*)?\\)");

    private static List<Block> blocks(String language) {
        return Repository.documents().stream()
                .flatMap(page -> Block.of(page).stream())
                .filter(block -> block.language().equals(language))
                .toList();
    }

    @Test
    void every_block_of_java_stands_in_a_file_that_is_compiled_and_tested() {
        assertThat(blocks("java")).isNotEmpty().allSatisfy(block -> {
            assertThat(block.mark()).as(block.toString()).startsWith("from ");
            String source =
                    Repository.read(Repository.root().resolve(block.mark().substring("from ".length())));
            assertThat(flat(source)).as(block.toString()).contains(flat(block.text()));
        });
    }

    /** Blocks are broken into lines for the page, and files for the formatter. */
    private static String flat(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void every_configuration_in_the_documents_is_one(@TempDir Path directory) throws Exception {
        Providers providers = Providers.discover(DocumentsTest.class.getClassLoader());
        int number = 0;
        List<Block> configurations = blocks("yaml");
        assertThat(configurations).isNotEmpty();
        for (Block block : configurations) {
            Path file = directory.resolve("holdfast-" + number++ + ".yaml");
            Files.writeString(file, block.text());
            assertThat(Configuration.load(file, providers, name -> null).jobs())
                    .as(block.toString())
                    .isNotEmpty();
        }
    }

    @Test
    void nothing_in_the_guides_to_the_service_is_there_that_no_test_runs() {
        for (String guide : List.of("schedule", "run-as-a-service", "several-nodes")) {
            assertThat(Block.of(Repository.root().resolve("docs/guides/" + guide + ".md")))
                    .isNotEmpty()
                    .allSatisfy(block -> assertThat(block.mark())
                            .as(block.toString())
                            .matches("(test|systemd|container): \\S+|from \\S+"));
        }
    }

    @Test
    void every_link_between_pages_leads_somewhere() {
        for (Path page : Repository.documents()) {
            Matcher matcher = LINK.matcher(Repository.read(page));
            while (matcher.find()) {
                assertThat(page.getParent().resolve(matcher.group(1)))
                        .as("%s links to %s", page, matcher.group(1))
                        .exists();
            }
        }
    }

    @Test
    void the_readme_stays_short() {
        assertThat(Repository.read(Repository.root().resolve("README.md"))
                        .lines()
                        .count())
                .isLessThan(80);
    }
}
