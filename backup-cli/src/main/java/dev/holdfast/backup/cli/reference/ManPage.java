package dev.holdfast.backup.cli.reference;

import dev.holdfast.backup.cli.command.ExitCode;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/** Manual pages of section 1, in the man macros of troff. */
final class ManPage {

    private final StringBuilder page = new StringBuilder();

    private ManPage(String title, String version) {
        page.append(".TH \"").append(title.toUpperCase(Locale.ROOT)).append("\" \"1\" \"\" \"holdfast ");
        page.append(escape(version)).append("\" \"Holdfast\"\n.nh\n.ad l\n");
    }

    /** Writes the page of the command as a whole. */
    static String ofAll(CommandLine holdfast, String version) {
        CommandFacts root = new CommandFacts(holdfast);
        ManPage man = new ManPage("holdfast", version);
        man.section("NAME").text("holdfast - " + uncapitalized(root.summary()));
        man.section("SYNOPSIS").bold("holdfast COMMAND [OPTIONS] [ARGUMENTS]");
        man.section("COMMANDS");
        for (CommandLine line : CommandFacts.below(holdfast)) {
            CommandFacts command = new CommandFacts(line);
            man.item("holdfast-" + command.slug() + "(1)", command.summary());
        }
        man.section("OPTIONS");
        man.options(root);
        man.section("EXIT STATUS");
        for (ExitCode code : ExitCode.values()) {
            man.item(Integer.toString(code.number()), code.meaning().replace("`", ""));
        }
        man.section("FILES");
        man.item("holdfast.yaml", "The configuration: stores, targets, jobs. \"holdfast init\" writes one.");
        man.section("ENVIRONMENT");
        man.item("JAVA_HOME", "The Java to use, 17 or later; without it, the one on the PATH.");
        man.item("HOLDFAST_JAVA_OPTS", "More options for the Java virtual machine.");
        man.item("NO_COLOR", "No colours if it is set and not empty.");
        return man.page.toString();
    }

    /** Writes the page of one command. */
    static String of(CommandLine line, String version) {
        CommandFacts command = new CommandFacts(line);
        ManPage man = new ManPage("holdfast-" + command.slug(), version);
        man.section("NAME").text("holdfast-" + command.slug() + " - " + uncapitalized(command.summary()));
        man.section("SYNOPSIS").bold(command.synopsis());
        if (!command.description().isEmpty()) {
            man.section("DESCRIPTION");
            man.paragraphs(command.description());
        }
        if (!command.parameters().isEmpty()) {
            man.section("ARGUMENTS");
            command.parameters().forEach(parameter -> man.item(parameter.paramLabel(), command.text(parameter)));
        }
        man.section("OPTIONS");
        man.options(command);
        man.paragraphs(List.of("The options of all commands are in holdfast(1)."));
        if (!command.examples().isEmpty()) {
            man.section("EXAMPLES");
            man.page.append(".nf\n");
            command.examples().forEach(man::text);
            man.page.append(".fi\n");
        }
        man.section("SEE ALSO").text("holdfast(1)");
        return man.page.toString();
    }

    private void options(CommandFacts command) {
        command.ownOptions().forEach(option -> item(CommandFacts.label(option), command.text(option)));
    }

    private ManPage section(String title) {
        page.append(".SH ").append(title).append('\n');
        return this;
    }

    private void paragraphs(List<String> paragraphs) {
        paragraphs.forEach(paragraph -> {
            page.append(".PP\n");
            text(paragraph);
        });
    }

    private void item(String term, String text) {
        page.append(".TP\n\\fB").append(escape(term)).append("\\fR\n");
        text(text);
    }

    private void bold(String text) {
        page.append("\\fB").append(escape(text)).append("\\fR\n");
    }

    private void text(String text) {
        String escaped = escape(text);
        // A dot or an apostrophe at the beginning would be a request.
        page.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "")
                .append(escaped)
                .append('\n');
    }

    private static String escape(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
    }

    private static String uncapitalized(String sentence) {
        String text = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
