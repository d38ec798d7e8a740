package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.Progress;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executor;

/** What the target for files sees of a run: its undo records are written as ours, so that they come back to us. */
final class WrappedContext implements RunContext {

    private final RunContext context;
    private final VolumeRecords records;

    WrappedContext(RunContext context, VolumeRecords records) {
        this.context = context;
        this.records = records;
    }

    @Override
    public void undo(UndoRecord record) {
        context.undo(records.files(record));
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
    public Cancellation cancellation() {
        return context.cancellation();
    }

    @Override
    public Scratch scratch(long bytes) throws IOException {
        return context.scratch(bytes);
    }

    @Override
    public void problem(Problem problem) {
        context.problem(problem);
    }

    @Override
    public boolean servicesRest() {
        return context.servicesRest();
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
