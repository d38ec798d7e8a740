package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.engine.OperationHandle;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** A command: carried out once, on the thread that called it. */
abstract class HoldfastCommand implements Callable<Integer> {

    private final CommandContext context;

    HoldfastCommand(CommandContext context) {
        this.context = context;
    }

    final CommandContext context() {
        return context;
    }

    /** Waits for what was started; whoever wants the command to end meanwhile cancels it, and it ends by itself. */
    final <R> R await(OperationHandle<R> handle) throws InterruptedException {
        try (CancelRequest.Scope scope = context.host().cancel().during(handle::cancel)) {
            return handle.await();
        }
    }

    /** Starts something and waits for it, unless somebody wants the command to end already: then nothing of it is begun. */
    final <R> R carryOut(Supplier<OperationHandle<R>> start) throws InterruptedException {
        if (context.host().cancel().isRequested()) {
            throw new InterruptedException("cancelled");
        }
        return await(start.get());
    }

    @Override
    public final Integer call() throws Exception {
        return run().number();
    }

    /** Does what the command is for; what it throws is told by its caller. */
    abstract ExitCode run() throws Exception;
}
