package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.DumpFormat;
import dev.holdfast.backup.postgres.internal.client.ClientTools;

/** Are there tools that are not older than the server? */
final class ClientCheck implements DatabaseCheck {

    @Override
    public void look(CheckScope scope) throws InterruptedException {
        ClientTools tools = ClientTools.choose(scope.settings().client(), scope.version(), scope.context());
        tools.weakness().ifPresent(scope::report);
        if (scope.settings().format() == DumpFormat.DIRECTORY && !tools.seesLocalFiles()) {
            scope.report(
                    Severity.ERROR,
                    Failure.of("HF-PG-025", "the format directory needs tools that see the files of this machine")
                            .hint("Use the format custom with tools in a container."));
        }
    }
}
