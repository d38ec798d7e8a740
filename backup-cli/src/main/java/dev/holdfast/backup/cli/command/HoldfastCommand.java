package dev.holdfast.backup.cli.command;

import java.util.concurrent.Callable;

/** A command: carried out once, on the thread that called it. */
abstract class HoldfastCommand implements Callable<Integer> {

    private final CommandContext context;

    HoldfastCommand(CommandContext context) {
        this.context = context;
    }

    final CommandContext context() {
        return context;
    }

    @Override
    public final Integer call() throws Exception {
        return run().number();
    }

    /** Does what the command is for; what it throws is told by its caller. */
    abstract ExitCode run() throws Exception;
}
