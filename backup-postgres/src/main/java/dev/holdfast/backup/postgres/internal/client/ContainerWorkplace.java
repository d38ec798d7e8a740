package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.PasswordFile;
import dev.holdfast.backup.spi.CommandResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tool's place in a container: a directory for its user alone, in memory where the container has such a place, so that nothing outlives
 * the container's stop.
 *
 * <p>The end of a {@code docker exec} does not end what it has started. So each tool has a mark among its variables, by which it is found and
 * killed inside; and none starts whose directory is gone already. A tool that ends by itself takes its directory with it, whether we still
 * live or not. Should we be killed, a tool that waits for input sees its end, and one that does not is ended by the same sign.
 *
 * <p>A process that is killed is waited for by the one that started it, without exception: an orphan becomes a child of the container's first
 * process, which in a database's container is the server, and the server takes a child that was killed for a crash of its own and restarts.
 */
final class ContainerWorkplace implements Workplace {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerWorkplace.class);
    private static final String MARK = "HOLDFAST_RUN";

    /** Makes the directory $1, fills it from the input (the password's line, then the list) and says where it is. */
    private static final String MAKE = """
            umask 077
            base=/tmp
            if [ -d /dev/shm ] && [ -w /dev/shm ]; then base=/dev/shm; fi
            d=$base/$1
            mkdir "$d" && IFS= read -r line && printf '%s\\n' "$line" >"$d/pgpass" && cat >"$d/entries" && echo "$d" >&2
            """;

    /** Runs the rest of its arguments with its own input and output while the directory $1 is there. */
    private static final String RUN = """
            d=$1
            shift
            [ -d "$d" ] || exit 125
            HOLDFAST_TOOL=$HOLDFAST_RUN "$@"
            code=$?
            rm -rf "$d"
            exit "$code"
            """;

    /**
     * As {@link #RUN}, for what reads nothing: its input ends when whoever started it is gone, and then so does the tool, which by that time has
     * no children of its own.
     */
    private static final String RUN_WATCHED = """
            d=$1
            shift
            [ -d "$d" ] || exit 125
            exec 3<&0
            HOLDFAST_TOOL=$HOLDFAST_RUN "$@" 3<&- </dev/null &
            tool=$!
            { read -r _ <&3; sleep 1; kill -9 "$tool"; } >/dev/null 2>&1 &
            watcher=$!
            wait "$tool"
            code=$?
            { kill -9 "$watcher"; wait "$watcher"; } 2>/dev/null
            rm -rf "$d"
            exit "$code"
            """;

    /**
     * Removes the directory of the mark $1, so that nothing starts any more, and kills the tool with the mark until what has started it is gone
     * too. A tool with a child is left alone until the child has ended, which it soon does.
     */
    private static final String END = """
            rm -rf "/dev/shm/$1" "/tmp/$1"
            n=0
            while [ "$n" -lt 100 ]; do
              tools=
              any=
              for p in /proc/[0-9]*; do
                marks=$({ tr '\\0' '\\n' <"$p/environ" | grep "^HOLDFAST_[RT][A-Z]*=$1\\$"; } 2>/dev/null)
                case $marks in
                  *HOLDFAST_TOOL=*) tools="$tools ${p#/proc/}" any=1 ;;
                  ?*) any=1 ;;
                esac
              done
              [ -n "$any" ] || exit 0
              case $tools in
                " "*" "*) [ "$n" -lt 50 ] || kill -9 $tools ;;
                " "*) kill -9 $tools ;;
              esac
              n=$((n + 1))
              sleep 0.1
            done
            exit 1
            """;

    private final DockerContainer container;
    private final String mark;
    private final String directory;
    private final boolean withPassword;
    private final boolean withEntries;

    private ContainerWorkplace(
            DockerContainer container, String mark, String directory, boolean withPassword, boolean withEntries) {
        this.container = container;
        this.mark = mark;
        this.directory = directory;
        this.withPassword = withPassword;
        this.withEntries = withEntries;
    }

    static ContainerWorkplace prepare(DockerContainer container, ToolNeeds needs)
            throws IOException, InterruptedException {
        ConnectionSettings connection = needs.connection();
        Optional<byte[]> password = connection == null ? Optional.empty() : PasswordFile.content(connection);
        byte[] line = password.orElseGet(() -> new byte[] {'\n'});
        Path entries = needs.entries();
        try {
            CommandResult result =
                    container.run(DockerContainer.shell(MAKE, needs.mark()), in -> write(in, line, entries));
            String directory = result.errors()
                    .lines()
                    .filter(said -> said.endsWith("/" + needs.mark()))
                    .findFirst()
                    .orElse("");
            if (!result.isSuccess() || directory.isEmpty()) {
                throw ContainerFailures.notUsable(container.name(), result, "no file can be written there");
            }
            return new ContainerWorkplace(container, needs.mark(), directory, password.isPresent(), entries != null);
        } catch (IOException | RuntimeException | InterruptedException e) {
            // It may have come as far as the password.
            end(container, needs.mark());
            throw e;
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    private static void write(OutputStream in, byte[] line, @Nullable Path entries) throws IOException {
        in.write(line);
        if (entries != null) {
            Files.copy(entries, in);
        }
    }

    @Override
    public @Nullable String passFile() {
        return withPassword ? directory + "/pgpass" : null;
    }

    @Override
    public @Nullable String entries() {
        return withEntries ? directory + "/entries" : null;
    }

    @Override
    public List<String> command(Tool tool, List<String> arguments, Map<String, String> variables) {
        Map<String, String> marked = new LinkedHashMap<>(variables);
        marked.put(MARK, mark);
        List<String> inside = new ArrayList<>(DockerContainer.shell(tool.isReading() ? RUN : RUN_WATCHED, directory));
        inside.add(tool.command());
        inside.addAll(arguments);
        return container.exec(inside, marked);
    }

    @Override
    public void leave(boolean ended) {
        if (!ended) {
            end(container, mark);
        }
    }

    private static void end(DockerContainer container, String mark) {
        boolean interrupted = Thread.interrupted();
        try {
            CommandResult result = container.run(DockerContainer.shell(END, mark), DockerContainer.Input.NONE);
            if (!result.isSuccess()) {
                // In a container that was stopped nothing runs, and its memory is gone.
                LOG.debug("cannot clean up in container {}: {}", container.name(), result.errors());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("a tool, or a file for it, may be left in container {}: {}", container.name(), mark, e);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
