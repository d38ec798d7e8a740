package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.spi.Settings;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs schedules. */
@Command(
        name = "serve",
        header = "Run schedules.",
        description = {
            "Runs what is due, in the foreground, until it is told to end: jobs and maintenance, by the schedules of the configuration file and those"
                    + " made by \"schedule add\". Recovers first what a killed process left. The log goes to standard error.",
            "",
            "SIGTERM and SIGINT: begins nothing any more, waits for what runs, then cancels it; ends with exit code 0. A second one cancels at once."
                    + " What was cancelled is made at the next start. SIGHUP: reads the configuration again; if that is wrong, says so and goes on with the"
                    + " old one.",
        },
        footer = {
            "",
            "Examples:",
            "  holdfast serve --no-http",
            "  holdfast -c /etc/holdfast.yaml serve --no-http --grace 15m"
        })
public final class ServeCommand extends HoldfastCommand {

    @Option(names = "--no-http", description = "Run schedules only. Needed: this version serves no HTTP.")
    boolean noHttp;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "5m",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "How long the end waits for what runs, up to 1d (default: ${DEFAULT-VALUE}).")
    String grace = "5m";

    ServeCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (!noHttp) {
            throw Faults.noHttp();
        }
        Duration patience = Settings.parseDuration(grace)
                .filter(time -> time.compareTo(Duration.ofDays(1)) <= 0)
                .orElseThrow(() -> Faults.usage("--grace is \"" + grace + "\"", "Write 0s to 1d, such as 5m."));
        new Service(context(), patience).run();
        return ExitCode.DONE;
    }
}
