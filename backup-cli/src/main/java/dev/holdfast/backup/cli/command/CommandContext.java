package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.JsonDocument;
import dev.holdfast.backup.cli.output.ProgressLine;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Terminal;
import dev.holdfast.backup.cli.output.VerboseLog;
import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.engine.BackupsBuilder;
import dev.holdfast.backup.engine.Providers;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a command works with: the process, the global options, the configuration and the engine made from them. */
public final class CommandContext {

    private final Host host;
    private final GlobalOptions options;
    private @Nullable Screen screen;

    /**
     * Makes a context.
     *
     * @param host the process
     * @param options the global options; filled in when the arguments are read
     */
    public CommandContext(Host host, GlobalOptions options) {
        this.host = host;
        this.options = options;
    }

    /** Returns the process. */
    public Host host() {
        return host;
    }

    /** Returns the global options. */
    public GlobalOptions options() {
        return options;
    }

    /** Tells whether JSON is wanted. */
    boolean json() {
        return options.json;
    }

    /** Returns where people read; to be asked for once the arguments have been read. */
    public Screen screen() {
        Screen result = screen;
        if (result == null) {
            Terminal terminal = options.noColor ? host.terminal().plain() : host.terminal();
            result = new Screen(host.out(), host.err(), terminal);
            screen = result;
        }
        return result;
    }

    /**
     * Writes the one JSON document of the command.
     *
     * @param content writes the document
     */
    void document(Consumer<JsonDocument> content) {
        try (JsonDocument document = new JsonDocument(host.out())) {
            content.accept(document);
        }
        host.out().flush();
    }

    /**
     * Makes a path of an argument.
     *
     * @param argument a path; a relative one begins at the working directory
     * @return the absolute path
     */
    Path path(Path argument) {
        return host.workingDirectory().resolve(argument).normalize();
    }

    /** Returns the configuration file. */
    Path configurationFile() {
        Path file = options.configuration;
        return path(file == null ? Path.of(GlobalOptions.DEFAULT_CONFIGURATION) : file);
    }

    /** Returns the types there are. */
    Providers providers() {
        return Providers.discover(CommandContext.class.getClassLoader());
    }

    /** Reads the configuration and makes an engine of it that remembers nothing: for a command that only looks. */
    Session open() {
        Providers providers = providers();
        return open(ConfigurationReader.read(this, providers), providers, null);
    }

    /** Reads the configuration and makes an engine of it that remembers what it does, and keeps out of the way of other nodes. */
    Session openRecorded() {
        Providers providers = providers();
        HoldfastConfiguration configuration = ConfigurationReader.read(this, providers);
        return open(configuration, providers, Recording.of(configuration, host, "command"));
    }

    private Session open(HoldfastConfiguration configuration, Providers providers, @Nullable Recording recording) {
        BackupsBuilder builder = engine(configuration, providers, recording);
        if (options.verbose) {
            builder.listener(new VerboseLog(screen()));
        }
        ProgressLine progress = progress();
        if (progress != null) {
            builder.listener(progress);
        }
        return new Session(configuration, builder.build(), progress, recording);
    }

    /**
     * Makes the builder of an engine.
     *
     * @param configuration what it is made of
     * @param providers the types there are
     * @param recording where it remembers what it does, or {@code null}
     */
    BackupsBuilder engine(HoldfastConfiguration configuration, Providers providers, @Nullable Recording recording) {
        BackupsBuilder builder =
                configuration.backups().providers(providers).clock(host.clock()).environment(host.environment()::get);
        if (recording != null) {
            recording.into(builder);
        }
        return builder;
    }

    private @Nullable ProgressLine progress() {
        // Lines of a log and a line that is drawn over itself do not go together.
        boolean wanted = host.terminal().err() && !options.noProgress && !options.json && !options.verbose;
        return wanted ? new ProgressLine(host.err(), screen().terminal(), System::nanoTime) : null;
    }
}
