package dev.holdfast.backup.cli.reference;

import java.util.List;
import picocli.CommandLine;

/** The page of all commands, in Markdown. */
final class CommandsPage {

    private CommandsPage() {}

    static String of(CommandLine holdfast) {
        StringBuilder page = new StringBuilder();
        page.append("# Commands\n\n");
        page.append("Made from the commands themselves; `holdfast COMMAND --help` says the same. ");
        page.append("What the numbers mean that a command ends with: [exit codes](exit-codes.md).\n\n");
        page.append("```\nholdfast COMMAND [OPTIONS] [ARGUMENTS]\n```\n\n");
        page.append("| command | what it is for |\n| --- | --- |\n");
        List<CommandFacts> commands =
                CommandFacts.below(holdfast).stream().map(CommandFacts::new).toList();
        for (CommandFacts command : commands) {
            page.append("| [`")
                    .append(command.words())
                    .append("`](#")
                    .append(command.slug())
                    .append(") | ");
            page.append(cell(command.summary())).append(" |\n");
        }
        page.append("\n## Options of all commands\n\n");
        CommandFacts root = new CommandFacts(holdfast);
        options(page, root);
        page.append("\nWith `--json` a command writes exactly one JSON document to standard output. An error is\n");
        page.append(
                "`{\"error\": {\"code\": …, \"message\": …, \"hint\": …, \"context\": {…}}}`; times are ISO 8601 in UTC.\n");
        commands.forEach(command -> append(page, command));
        return page.toString();
    }

    private static void append(StringBuilder page, CommandFacts command) {
        page.append("\n## ").append(command.words()).append("\n\n");
        page.append(command.summary()).append("\n\n");
        page.append("```\n").append(command.synopsis()).append("\n```\n");
        command.description()
                .forEach(text -> page.append('\n').append(prose(text)).append('\n'));
        if (!command.parameters().isEmpty() || !command.ownOptions().isEmpty()) {
            page.append('\n');
            options(page, command);
        }
        if (!command.examples().isEmpty()) {
            page.append("\n```\n").append(String.join("\n", command.examples())).append("\n```\n");
        }
    }

    private static void options(StringBuilder page, CommandFacts command) {
        page.append("| | |\n| --- | --- |\n");
        command.parameters()
                .forEach(parameter -> page.append("| `")
                        .append(parameter.paramLabel().replace("|", "\\|"))
                        .append("` | ")
                        .append(cell(command.text(parameter)))
                        .append(" |\n"));
        command.ownOptions()
                .forEach(option -> page.append("| `")
                        .append(CommandFacts.label(option).replace("|", "\\|"))
                        .append("` | ")
                        .append(cell(command.text(option)))
                        .append(" |\n"));
    }

    private static String cell(String text) {
        return prose(text).replace("|", "\\|");
    }

    /** What would be read as Markdown. */
    private static String prose(String text) {
        return text.replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;");
    }
}
