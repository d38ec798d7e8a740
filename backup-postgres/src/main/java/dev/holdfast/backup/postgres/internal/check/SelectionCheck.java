package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Severity;

/** Is there anything to dump? */
final class SelectionCheck implements DatabaseCheck {

    @Override
    public void look(CheckScope scope) {
        if (scope.tables().isEmpty()
                && !scope.settings().tables().includeTables().isEmpty()) {
            scope.report(
                    Severity.ERROR,
                    Failure.of("HF-PG-038", "no table of " + scope.place().display() + " matches include-tables")
                            .hint("Look at the patterns; names with capitals need double quotes within them."));
        }
    }
}
