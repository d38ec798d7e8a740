package dev.holdfast.backup.cli;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.cli.command.CommandCatalog;
import dev.holdfast.backup.cli.command.CommandContext;
import dev.holdfast.backup.cli.command.ErrorText;
import dev.holdfast.backup.cli.command.ExitCode;
import dev.holdfast.backup.cli.command.GlobalOptions;
import dev.holdfast.backup.cli.command.Host;
import dev.holdfast.backup.cli.command.Suggestions;
import dev.holdfast.backup.cli.log.LogLevel;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.JsonDocument;
import dev.holdfast.backup.cli.output.Screen;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reads arguments, has a command carried out, and tells how that ended. */
final class Cli {

    private static final int WIDEST_HELP = 100;

    private final Host host;

    Cli(Host host) {
        this.host = host;
    }

    /**
     * Carries out a command.
     *
     * @param arguments the arguments
     * @return the exit code
     */
    int run(String... arguments) {
        Optional<String> name = Arrays.stream(arguments)
                .filter(CommandCatalog.names()::contains)
                .findFirst();
        if (name.isPresent()) {
            // One command is made instead of all: that is most of the time a short command takes to start. An argument
            // that only looks like a command's name, or a mistake, shows in the parser's complaint.
            CommandContext context = new CommandContext(host, new GlobalOptions());
            CommandLine line = CommandCatalog.only(context, name.get());
            if (parses(line, arguments)) {
                return execute(line, context, arguments);
            }
        }
        CommandContext context = new CommandContext(host, new GlobalOptions());
        return execute(CommandCatalog.all(context), context, arguments);
    }

    private static boolean parses(CommandLine line, String... arguments) {
        try {
            ParseResult result = line.parseArgs(arguments);
            return result.hasSubcommand() && !result.isUsageHelpRequested();
        } catch (ParameterException e) {
            return false;
        }
    }

    private int execute(CommandLine line, CommandContext context, String... arguments) {
        boolean color = host.terminal().out() && host.terminal().color();
        line.setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpWidth(Math.min(WIDEST_HELP, host.terminal().columns()));
        line.setOut(new PrintWriter(host.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(host.err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, args) -> usageError(e, context, arguments));
        line.setExecutionExceptionHandler((e, command, result) -> failed(e, context));
        line.setExecutionStrategy(result -> {
            if (context.options().verbose()) {
                LogLevel.show(Level.INFO);
            }
            if (!result.hasSubcommand() && !result.isUsageHelpRequested() && !result.isVersionHelpRequested()) {
                line.usage(line.getOut());
                return ExitCode.USAGE.number();
            }
            return new CommandLine.RunLast().execute(result);
        });
        line.getCommandSpec().versionProvider(() -> new String[] {"holdfast " + Version.current()});
        return line.execute(arguments);
    }

    private int usageError(ParameterException e, CommandContext context, String... arguments) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        String help = "\"" + command.qualifiedName() + " --help\" explains ";
        String message = UsageMessage.of(e);
        String meant = "";
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            boolean option = word.startsWith("-");
            // The command itself, or one that has commands of its own.
            boolean group = !command.subcommands().isEmpty();
            meant = Suggestions.meant(
                    word, option ? options(command) : command.subcommands().keySet());
            message = option
                    ? "unknown option " + word
                    : group
                            ? "there is no command \"" + within(command) + word + "\""
                            : "unexpected argument \"" + word + "\"";
            help += group && !option ? "which commands there are." : "what it takes.";
        } else {
            help += "what it takes.";
        }
        Failure failure = Failure.of("HF-CMD-001", message).hint(meant + help);
        // Where the arguments do not parse, nobody knows their meaning for sure: the word itself must do.
        boolean json = Arrays.asList(arguments).contains("--json");
        return tell(failure, ExitCode.USAGE, context, json);
    }

    private static String within(CommandSpec command) {
        return command.parent() == null ? "" : command.name() + " ";
    }

    private static Collection<String> options(CommandSpec command) {
        Collection<String> names = new TreeSet<>();
        command.options().forEach(option -> names.addAll(List.of(option.names())));
        return names;
    }

    private int failed(Exception error, CommandContext context) {
        boolean json = context.options().json();
        if (host.cancel().isRequested() || error instanceof InterruptedException) {
            Failure cancelled = error instanceof CancelledException e
                    ? e.failure()
                    : Failure.of("HF-RUN-001", "cancelled").hint("Nothing is left behind; start again when you like.");
            return tell(cancelled, ExitCode.CANCELLED, context, json);
        }
        if (error instanceof BackupException failure) {
            if (context.options().verbose() && error.getCause() != null) {
                error.printStackTrace(host.err());
            }
            return tell(failure.failure(), ExitCode.of(error), context, json);
        }
        return unexpected(error, context, json);
    }

    private int unexpected(Exception error, CommandContext context, boolean json) {
        boolean verbose = context.options().verbose();
        if (verbose) {
            error.printStackTrace(host.err());
        }
        String text = error.getMessage() == null ? "" : ": " + error.getMessage();
        Failure failure = Failure.of(
                        "HF-CMD-013", "unexpected " + error.getClass().getSimpleName() + text)
                .hint(
                        verbose
                                ? "This is a defect of Holdfast or of a provider: please report it with the lines above."
                                : "This is a defect of Holdfast or of a provider: please report it with what -v shows.");
        return tell(failure, ExitCode.UNEXPECTED, context, json);
    }

    private int tell(Failure failure, ExitCode code, CommandContext context, boolean json) {
        if (json) {
            try (JsonDocument document = new JsonDocument(host.out())) {
                document.object(() -> Documents.error(document, failure));
            }
            host.out().flush();
        } else {
            Screen screen = context.screen();
            ErrorText.write(screen, failure);
        }
        return code.number();
    }
}
