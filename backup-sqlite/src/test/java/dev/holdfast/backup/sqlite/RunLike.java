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

/** A run like another one; what differs is for subclasses. */
class RunLike implements RunContext {

    final TestRunContext context;

    RunLike(TestRunContext context) {
        this.context = context;
    }

    @Override
    public Cancellation cancellation() {
        return context.cancellation();
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
