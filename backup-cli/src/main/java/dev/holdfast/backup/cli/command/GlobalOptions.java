package dev.holdfast.backup.cli.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command without a command: what applies to all of them. */
@Command(
        name = "holdfast",
        header = "Backups that are proven, and restores that can be undone.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Begin here:",
            "  holdfast init      write a holdfast.yaml for what is here",
            "  holdfast check     see whether a backup could work now",
            "  holdfast create    take a backup",
            "",
            "\"holdfast COMMAND --help\" explains a command and shows examples.",
            "",
            "Exit codes: 0 done, 1 unexpected, 2 usage or configuration, 3 degraded, 4 target, 5 store, "
                    + "6 integrity, 7 leased by another run, 8 stale plan, 9 hook, 10 refused, 130 cancelled."
        })
public final class GlobalOptions {

    /** The configuration file that is read if no other is named. */
    public static final String DEFAULT_CONFIGURATION = "holdfast.yaml";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            order = 100,
            description = "The configuration file (default: " + DEFAULT_CONFIGURATION + " in the working directory).")
    @Nullable Path configuration;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            order = 101,
            description = "One JSON document on standard output, and nothing else there.")
    boolean json;

    @Option(
            names = "--no-progress",
            scope = ScopeType.INHERIT,
            order = 102,
            description = "No progress bar; there is none without a terminal anyway.")
    boolean noProgress;

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            order = 103,
            description = "No colours; the same as a variable NO_COLOR in the environment.")
    boolean noColor;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            order = 104,
            description = "Tell each step on standard error, and where an unexpected error comes from.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            order = 105,
            description = "This text.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            order = 106,
            description = "The version.")
    boolean version;

    /** Makes options that nobody gave. */
    public GlobalOptions() {}

    /** Tells whether JSON is wanted. */
    public boolean json() {
        return json;
    }

    /** Tells whether each step is to be told. */
    public boolean verbose() {
        return verbose;
    }

    /** Tells whether colours are unwelcome. */
    public boolean noColor() {
        return noColor;
    }
}
