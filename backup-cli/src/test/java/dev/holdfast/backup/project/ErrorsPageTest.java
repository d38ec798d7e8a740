package dev.holdfast.backup.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrorsPageTest {

    private static final Pattern IN_CODE = Pattern.compile("\"(HF-[A-Z]+-\\d{3})\"");
    private static final Pattern ENTRY = Pattern.compile("(?m)^### (HF-[A-Z]+-\\d{3})\\R(.+)$");

    private static String page() {
        return Repository.read(Repository.root().resolve("docs/errors.md"));
    }

    @Test
    void every_code_has_an_entry_and_every_entry_a_code() {
        TreeSet<String> codes = new TreeSet<>();
        for (Path source : Repository.sources("src/main/java")) {
            Matcher matcher = IN_CODE.matcher(Repository.read(source));
            while (matcher.find()) {
                codes.add(matcher.group(1));
            }
        }
        List<String> entries = new ArrayList<>();
        Matcher matcher = ENTRY.matcher(page());
        while (matcher.find()) {
            entries.add(matcher.group(1));
        }
        assertThat(entries).doesNotHaveDuplicates().containsExactlyElementsOf(codes);
    }

    @Test
    void every_entry_says_what_why_and_what_to_do() {
        Matcher matcher = ENTRY.matcher(page());
        while (matcher.find()) {
            assertThat(matcher.group(2))
                    .as(matcher.group(1))
                    .startsWith("**What**: ")
                    .contains(" **Why**: ", " **Do**: ")
                    .matches(".*[.?]");
        }
    }
}
