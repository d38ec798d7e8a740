package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupId;
import java.util.List;

/** Reads ids of arguments. */
final class BackupIds {

    private BackupIds() {}

    static List<BackupId> of(List<String> arguments) {
        return arguments.stream().map(BackupId::new).toList();
    }
}
