package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.spi.ConflictRule;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The rules for conflicts as arguments name them. */
final class ConflictNames implements ITypeConverter<ConflictRule>, Iterable<String> {

    @Override
    public ConflictRule convert(String word) {
        return Arrays.stream(ConflictRule.values())
                .filter(rule -> rule.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "\"" + word + "\" is no rule; there are " + String.join(", ", words())));
    }

    @Override
    public Iterator<String> iterator() {
        return words().iterator();
    }

    private static List<String> words() {
        return Arrays.stream(ConflictRule.values()).map(ConflictRule::word).toList();
    }
}
