package dev.holdfast.backup.cli.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command as pages describe it, read from its specification. */
final class CommandFacts {

    private final CommandSpec spec;

    CommandFacts(CommandLine line) {
        this.spec = line.getCommandSpec();
    }

    String name() {
        return spec.name();
    }

    /** What is typed behind {@code holdfast}. */
    String words() {
        CommandSpec parent = spec.parent();
        return parent == null || parent.parent() == null ? spec.name() : parent.name() + " " + spec.name();
    }

    /** The same, as a name of pages and places in them. */
    String slug() {
        return words().replace(' ', '-');
    }

    /** Commands of its own, each followed by those of its own. */
    static List<CommandLine> below(CommandLine line) {
        List<CommandLine> lines = new ArrayList<>();
        line.getSubcommands().values().forEach(each -> {
            lines.add(each);
            lines.addAll(below(each));
        });
        return lines;
    }

    String qualifiedName() {
        return spec.qualifiedName();
    }

    /** One sentence. */
    String summary() {
        return String.join(" ", spec.usageMessage().header());
    }

    /** Paragraphs. */
    List<String> description() {
        return Arrays.stream(spec.usageMessage().description())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** The commands of the footer, as they are typed. */
    List<String> examples() {
        return Arrays.stream(spec.usageMessage().footer())
                .filter(text -> text.startsWith("  "))
                .map(String::trim)
                .toList();
    }

    /** The synopsis without the options that all commands have. */
    String synopsis() {
        StringBuilder synopsis = new StringBuilder(qualifiedName());
        if (!spec.subcommands().isEmpty()) {
            synopsis.append(' ').append(spec.usageMessage().synopsisSubcommandLabel());
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            boolean needed = parameter.arity().min() > 0;
            String more = parameter.arity().max() > 1 ? "…" : "";
            synopsis.append(' ').append(needed ? parameter.paramLabel() : "[" + parameter.paramLabel() + more + "]");
        }
        for (OptionSpec option : ownOptions()) {
            String text = option.longestName() + value(option);
            synopsis.append(' ').append(option.required() ? text : "[" + text + "]");
            synopsis.append(option.isMultiValue() ? "…" : "");
        }
        return synopsis.toString();
    }

    List<PositionalParamSpec> parameters() {
        return spec.positionalParameters();
    }

    List<OptionSpec> ownOptions() {
        return spec.options().stream().filter(option -> !option.inherited()).toList();
    }

    static String label(OptionSpec option) {
        return String.join(", ", option.names()) + value(option);
    }

    private static String value(OptionSpec option) {
        return option.arity().max() == 0 ? "" : " " + option.paramLabel();
    }

    /** The description with its variables filled in. */
    String text(ArgSpec argument) {
        String text = String.join(" ", argument.description());
        if (argument.completionCandidates() != null) {
            text = text.replace("${COMPLETION-CANDIDATES}", String.join(", ", argument.completionCandidates()));
        }
        String byDefault = argument.defaultValue();
        return text.replace("${DEFAULT-VALUE}", byDefault == null ? "" : byDefault);
    }
}
