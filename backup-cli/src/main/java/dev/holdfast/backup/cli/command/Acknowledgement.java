package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.JsonDocument;
import java.util.function.Consumer;

/** The result of a command that has nothing to tell but that it did what it was asked. */
final class Acknowledgement {

    private Acknowledgement() {}

    /**
     * Writes the result.
     *
     * @param context of the command
     * @param line for people
     * @param members of the object for programs
     */
    static void of(CommandContext context, String line, Consumer<JsonDocument> members) {
        if (context.json()) {
            context.document(json -> json.object(() -> members.accept(json)));
        } else {
            context.screen().line(line);
        }
    }
}
