package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what a command left running inside of a container when whoever waited for it was gone. */
final class ExecEnd {

    private static final Logger LOG = LoggerFactory.getLogger(ExecEnd.class);

    /** The variable by which the processes of a command are known. */
    static final String MARK = "HOLDFAST_MARK";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Ends all processes with the mark $1: kindly for two seconds, then by force for three. */
    private static final String SCRIPT = """
            n=0
            while [ "$n" -lt 25 ]; do
              any=
              for p in /proc/[0-9]*; do
                if { tr '\\0' '\\n' <"$p/environ" | grep -qxF "HOLDFAST_MARK=$1"; } 2>/dev/null; then
                  any=1
                  if [ "$n" -lt 10 ]; then kill "${p#/proc/}" 2>/dev/null; else kill -9 "${p#/proc/}" 2>/dev/null; fi
                fi
              done
              [ -n "$any" ] || exit 0
              n=$((n + 1))
              sleep 0.2
            done
            exit 1
            """;

    private final Engine engine;
    private final RunContext context;
    private final @Nullable String user;

    ExecEnd(Engine engine, RunContext context, @Nullable String user) {
        this.engine = engine;
        this.context = context;
        this.user = user;
    }

    /**
     * Ends it.
     *
     * @param container where it was run
     * @param mark its mark
     * @param exec what the engine called it; empty if nothing was run
     * @throws HookException {@code HF-CTR-032} if it goes on
     * @throws InterruptedException if this thread is interrupted
     */
    void end(ContainerView container, String mark, String exec) throws InterruptedException {
        ContainerExec inside = new ContainerExec(engine);
        ExecProgram script = new ExecProgram(List.of("sh", "-c", SCRIPT, "holdfast", mark), user, null, Map.of());
        ContainerExec.Result result = inside.run(container.id(), script, PATIENCE.multipliedBy(2), id -> {});
        if (result.exitCode() != 0) {
            LOG.debug("what is left in container {} cannot be ended: {}", container.name(), result.lastWords());
        }
        if (exec.isEmpty()) {
            return;
        }
        // Where there is no shell, it may yet end by itself.
        Deadline deadline = context.deadline().orAfter(PATIENCE);
        while (inside.runs(exec)) {
            if (deadline.isOver()) {
                throw new HookException(Failure.of(
                                "HF-CTR-032",
                                "the command before of a hook still runs in container " + container.name()
                                        + " and cannot be ended")
                        .hint("End it by hand, or restart the container, then run recover.")
                        .retry(RetryStatus.LATER)
                        .with("container", container.name()));
            }
            Waiting.rest(Waiting.BETWEEN_LOOKS, context);
        }
    }
}
