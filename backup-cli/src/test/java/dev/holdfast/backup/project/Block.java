package dev.holdfast.backup.project;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of code in a document.
 *
 * @param page the document
 * @param mark what the comment above it says to tests; empty if there is none
 * @param language what it is written in
 * @param text the lines, each with its end
 */
record Block(Path page, String mark, String language, String text) {

    private static final Pattern PATTERN =
            Pattern.compile("^(?:<!-- ([^\\n]*) -->\\n)?^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    /** {@return the blocks of a document, in order} */
    static List<Block> of(Path page) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = PATTERN.matcher(Repository.read(page));
        while (matcher.find()) {
            String mark = matcher.group(1) == null ? "" : matcher.group(1);
            blocks.add(new Block(page, mark, matcher.group(2), matcher.group(3)));
        }
        return blocks;
    }

    /** {@return what stands behind this word and a colon in the marks of a document's blocks, with the blocks} */
    static List<Block> of(Path page, String word) {
        return of(page).stream()
                .filter(block -> block.mark().startsWith(word + ": "))
                .map(block ->
                        new Block(page, block.mark().substring(word.length() + 2), block.language(), block.text()))
                .toList();
    }

    @Override
    public String toString() {
        return page.getFileName() + ": " + text.lines().findFirst().orElse("");
    }
}
