package dev.holdfast.backup.sqlite;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.Progress;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executor;

/** A run that is cancelled when it is first asked without being checked: by the copy, between two steps. */
record CancelOnCopy(TestRunContext context) implements RunContext {

    @Override
    public Cancellation cancellation() {
        return new Cancellation() {
            @Override
            public boolean isCancelled() {
                context.cancel();
                return true;
            }

            @Override
            public void check() {
                context.cancellation().check();
            }

            @Override
            public Registration onCancel(Runnable action) {
                return context.cancellation().onCancel(action);
            }
        };
    }

    @Override
    public String run() {
        return context.run();
    }

    @Override
    public Clock clock() {
        return context.clock();
    }

    @Override
    public Executor executor() {
        return context.executor();
    }

    @Override
    public int parallelism() {
        return context.parallelism();
    }

    @Override
    public Deadline deadline() {
        return context.deadline();
    }

    @Override
    public Scratch scratch(long bytes) throws IOException {
        return context.scratch(bytes);
    }

    @Override
    public void undo(UndoRecord record) {
        context.undo(record);
    }

    @Override
    public void problem(Problem problem) {
        context.problem(problem);
    }

    @Override
    public Progress progress() {
        return context.progress();
    }

    @Override
    public CommandRunner commands() {
        return context.commands();
    }
}
