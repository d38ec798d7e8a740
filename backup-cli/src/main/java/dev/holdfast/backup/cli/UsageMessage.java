package dev.holdfast.backup.cli;

import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What is wrong with arguments, as one lower-case line. */
final class UsageMessage {

    private UsageMessage() {}

    static String of(ParameterException error) {
        if (error instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing.getMissing().stream().map(UsageMessage::name).collect(Collectors.joining(", "))
                    + (missing.getMissing().size() == 1 ? " is missing" : " are missing");
        }
        String text = error.getMessage();
        if (text == null || text.isEmpty()) {
            return "the arguments do not fit";
        }
        String line = text.lines().findFirst().orElse(text);
        return line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName() + " " + option.paramLabel()
                : argument.paramLabel();
    }
}
