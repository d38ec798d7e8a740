package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.engine.RestorePlan;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A restore's plan as people read it. */
final class PlanText {

    private static final int CHANGES_SHOWN = 50;

    private PlanText() {}

    static void write(Screen screen, RestorePlan plan) {
        RestoreRequest request = plan.options().request();
        RestorePreview preview = plan.preview();
        screen.pairs(
                "plan", plan.id(),
                "backup", plan.manifest().id() + ", begun " + plan.manifest().startedAt(),
                "target", plan.manifest().target().toString(),
                "from", "store " + plan.store(),
                "way", way(request),
                "only", String.join(", ", request.only()),
                "options",
                        request.options().entrySet().stream()
                                .map(option -> option.getKey() + "=" + option.getValue())
                                .collect(Collectors.joining(", ")),
                "space", space(preview.bytesNeeded(), preview.bytesFree()));
        if (!preview.observed().isEmpty()) {
            screen.line("");
            screen.pairs(preview.observed().entrySet().stream()
                    .flatMap(seen -> Stream.of(seen.getKey(), seen.getValue()))
                    .toArray(String[]::new));
        }
        List<RestorePreview.Change> changes = preview.changes();
        if (!changes.isEmpty()) {
            screen.line("");
            Table table = Table.of("ACTION", "OBJECT");
            changes.stream()
                    .limit(CHANGES_SHOWN)
                    .forEach(change ->
                            table.row(new Table.Cell(change.action().word(), style(change.action())), change.object()));
            screen.table(table);
            if (changes.size() > CHANGES_SHOWN) {
                screen.line("… and " + Human.count(changes.size() - CHANGES_SHOWN) + " more; --json lists them");
            }
        }
        if (!preview.problems().isEmpty()) {
            screen.line("");
            RunText.problems(screen, preview.problems());
        }
        if (!plan.isPossible()) {
            screen.line("");
            screen.line(Style.BAD, "this restore is not possible as things are");
        }
    }

    private static String way(RestoreRequest request) {
        return switch (request.way()) {
            case STAGED -> "beside the live one, then swapped; the old one is kept until it is confirmed";
            case TO ->
                "to " + request.destination() + (request.salvage() ? ", whatever can be brought back" : "")
                        + "; the live one is not touched";
            case IN_PLACE ->
                "over the live one, after a safety backup; conflicts: "
                        + request.onConflict().word();
        };
    }

    private static String space(OptionalLong needed, OptionalLong free) {
        if (needed.isEmpty()) {
            return "";
        }
        return Human.bytes(needed.getAsLong()) + " needed"
                + (free.isPresent() ? ", " + Human.bytes(free.getAsLong()) + " free" : "");
    }

    private static Style style(RestorePreview.Action action) {
        return switch (action) {
            case CREATE -> Style.GOOD;
            case REPLACE, MERGE -> Style.WARNING;
            case REMOVE -> Style.BAD;
            case KEEP -> Style.FAINT;
        };
    }
}
