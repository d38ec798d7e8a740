package dev.holdfast.backup.cli.command;

import java.util.Map;
import java.util.function.Function;

/** A command that has commands of its own. */
interface CommandGroup {

    /** Returns its commands by name, in the order in which help shows them. */
    Map<String, Function<CommandContext, Object>> commands();
}
