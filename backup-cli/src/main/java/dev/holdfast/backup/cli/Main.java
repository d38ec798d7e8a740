package dev.holdfast.backup.cli;

import dev.holdfast.backup.cli.command.Answers;
import dev.holdfast.backup.cli.command.CancelRequest;
import dev.holdfast.backup.cli.command.ExitCode;
import dev.holdfast.backup.cli.command.Host;
import dev.holdfast.backup.cli.output.Terminal;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The process: the only place that looks at the environment, the clock, the standard streams and signals.
 *
 * <p>The launcher says in system properties what Java cannot find out by itself: {@code holdfast.terminal} holds the numbers of the standard
 * streams that are a terminal ({@code 012}), {@code holdfast.columns} its width.
 */
public final class Main {

    private Main() {}

    /**
     * Carries out a command and ends the process with its exit code.
     *
     * @param arguments the arguments
     */
    public static void main(String[] arguments) {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        // The log goes through the same stream as everything else, and in the same encoding.
        System.setErr(err);
        Host host = host(out, err, Path.of("").toAbsolutePath());
        int code = run(host, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Makes what the process gives to a command, and begins to listen to signals. */
    static Host host(PrintStream out, PrintStream err, Path workingDirectory) {
        Map<String, String> environment = System.getenv();
        CancelRequest cancel = new CancelRequest(Thread.currentThread());
        listen(cancel);
        return new Host(
                out,
                err,
                terminal(environment),
                answers(),
                workingDirectory,
                environment,
                System.getProperty("user.name", ""),
                Clock.systemUTC(),
                cancel);
    }

    private static int run(Host host, String... arguments) {
        if (!"UTF-8".equals(System.getProperty("sun.jnu.encoding"))) {
            host.err()
                    .println("warning: names of files are read as " + System.getProperty("sun.jnu.encoding")
                            + "; start with LC_ALL=C.UTF-8, or names beyond ASCII cannot be opened");
        }
        try {
            return new Cli(host).run(arguments);
        } catch (Error e) {
            e.printStackTrace(host.err());
            return ExitCode.UNEXPECTED.number();
        }
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** The first signal cancels, and the command ends by itself; one that finds nobody who answers it does not wait. */
    private static void listen(CancelRequest cancel) {
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            try {
                sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> {
                    boolean answered = signal.getName().equals("HUP") ? cancel.hangUp() : cancel.request();
                    if (!answered) {
                        Runtime.getRuntime().halt(ExitCode.CANCELLED.number());
                    }
                });
            } catch (IllegalArgumentException e) {
                // The system has no such signal, or the JVM was told to leave it alone.
                continue;
            }
        }
    }

    private static Terminal terminal(Map<String, String> environment) {
        String streams = System.getProperty("holdfast.terminal");
        boolean color = environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
        if (streams == null) {
            // Without the launcher: all of them, as far as Java knows, or none.
            boolean console = System.console() != null;
            return new Terminal(console, console, console, Terminal.DEFAULT_COLUMNS, color && console);
        }
        return new Terminal(
                streams.contains("0"),
                streams.contains("1"),
                streams.contains("2"),
                Integer.getInteger("holdfast.columns", Terminal.DEFAULT_COLUMNS),
                color);
    }

    /** Reads on a thread of its own, since nothing else can leave a read from a terminal when a signal comes. */
    private static Answers answers() {
        return () -> {
            AtomicReference<@Nullable String> line = new AtomicReference<>();
            Thread reader = new Thread(() -> line.set(readLine()), "holdfast-answer");
            reader.setDaemon(true);
            reader.start();
            reader.join();
            return line.get();
        };
    }

    private static @Nullable String readLine() {
        try {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            // An answer that cannot be read is none.
            return null;
        }
    }
}
