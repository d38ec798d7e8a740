package dev.holdfast.backup.sqlite;

import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.testkit.TestRunContext;

/** A run whose tools are started by somebody else. */
final class OtherCommands extends RunLike {

    private final CommandRunner commands;

    OtherCommands(TestRunContext context, CommandRunner commands) {
        super(context);
        this.commands = commands;
    }

    @Override
    public CommandRunner commands() {
        return commands;
    }
}
