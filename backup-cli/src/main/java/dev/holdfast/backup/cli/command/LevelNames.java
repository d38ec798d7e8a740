package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.VerificationLevel;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The levels of verification as arguments name them. */
final class LevelNames implements ITypeConverter<VerificationLevel>, Iterable<String> {

    @Override
    public VerificationLevel convert(String word) {
        return Arrays.stream(VerificationLevel.values())
                .filter(level -> level.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "\"" + word + "\" is no level; there are " + String.join(", ", words())));
    }

    @Override
    public Iterator<String> iterator() {
        return words().iterator();
    }

    private static List<String> words() {
        return Arrays.stream(VerificationLevel.values())
                .map(VerificationLevel::word)
                .toList();
    }
}
