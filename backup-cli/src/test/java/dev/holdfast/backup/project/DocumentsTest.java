package dev.holdfast.backup.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.config.Configuration;
import dev.holdfast.backup.engine.Providers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {

    private static final Pattern BLOCK = Pattern.compile(
            "(?m)(?:^<!-- ([^\\n]*) -->\\n)?^```(\\w+)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]+)(#[^)]*)?\\)");

    private record Block(Path page, String mark, String language, String text) {
        @Override
        public String toString() {
            return page.getFileName() + ": " + text.lines().findFirst().orElse("");
        }
    }

    private static List<Block> blocks(String language) {
        List<Block> blocks = new ArrayList<>();
        for (Path page : Repository.documents()) {
            Matcher matcher = BLOCK.matcher(Repository.read(page));
            while (matcher.find()) {
                if (matcher.group(2).equals(language)) {
                    String mark = matcher.group(1) == null ? "" : matcher.group(1);
                    blocks.add(new Block(page, mark, language, matcher.group(3)));
                }
            }
        }
        return blocks;
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
