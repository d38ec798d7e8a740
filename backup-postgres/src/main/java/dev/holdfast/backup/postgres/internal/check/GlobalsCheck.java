package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.Globals;
import dev.holdfast.backup.postgres.internal.dump.GlobalsDump;

/** May the user read what is to be kept of the roles? */
final class GlobalsCheck implements DatabaseCheck {

    @Override
    public void look(CheckScope scope) {
        Globals asked = scope.settings().globals();
        if (asked == Globals.NO
                || asked == Globals.WITHOUT_PASSWORDS
                || GlobalsDump.mayReadPasswords(scope.connection())) {
            return;
        }
        if (asked == Globals.YES) {
            scope.report(Severity.ERROR, GlobalsDump.refused());
        } else {
            scope.report(GlobalsDump.withoutPasswords());
        }
    }
}
