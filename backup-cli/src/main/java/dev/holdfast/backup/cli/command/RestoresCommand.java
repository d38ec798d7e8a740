package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.JsonDocument;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.engine.RestoreRecord;
import dev.holdfast.backup.engine.RestoreState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists restores. */
@Command(
        name = "restores",
        header = "List restores.",
        description = "Lists the restores that were made, newest first, and which of them can still be undone.",
        footer = {"", "Example:", "  holdfast restores"})
public final class RestoresCommand extends HoldfastCommand {

    RestoresCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        try (Session session = context().open()) {
            List<RestoreRecord> restores = session.backups().restores();
            session.quiet();
            if (context().json()) {
                context().document(json -> document(json, restores));
            } else {
                write(context().screen(), restores, context().host().clock().instant());
            }
            return ExitCode.DONE;
        }
    }

    private static void document(JsonDocument json, List<RestoreRecord> restores) {
        json.array(() -> restores.forEach(restore -> json.object(() -> {
            json.text("id", restore.id());
            json.text("backup", restore.backup().value());
            json.text("target", restore.target().name());
            json.text("state", restore.state().word());
            json.instant("startedAt", restore.startedAt());
        })));
    }

    private static void write(Screen screen, List<RestoreRecord> restores, Instant now) {
        if (restores.isEmpty()) {
            screen.line("there were no restores yet");
            return;
        }
        Table table = Table.of("RESTORE", "BACKUP", "TARGET", "WAY", "STATE", ">AGE");
        for (RestoreRecord restore : restores) {
            table.row(
                    new Table.Cell(restore.id(), Style.STRONG),
                    restore.backup().value(),
                    restore.target().toString(),
                    restore.way().word(),
                    new Table.Cell(restore.state().word(), style(restore.state())),
                    Human.age(Duration.between(restore.startedAt(), now)));
        }
        screen.table(table);
        restores.stream()
                .filter(restore -> restore.state() == RestoreState.SWAPPED)
                .findFirst()
                .ifPresent(restore -> screen.next(
                        "holdfast confirm " + restore.id() + "    # drop the old one",
                        "holdfast rollback " + restore.id() + "   # bring the old one back"));
    }

    private static Style style(RestoreState state) {
        return switch (state) {
            case DONE, CONFIRMED -> Style.GOOD;
            case SWAPPED, STAGING -> Style.WARNING;
            case ROLLED_BACK -> Style.PLAIN;
            case FAILED, INTERRUPTED, STUCK -> Style.BAD;
        };
    }
}
