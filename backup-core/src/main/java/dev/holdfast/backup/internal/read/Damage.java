package dev.holdfast.backup.internal.read;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import org.jspecify.annotations.Nullable;

/** Says in one voice what is damaged where. */
final class Damage {

    private static final String HINT =
            "Restore from another backup or store; repair can take a sound copy from another store.";

    private final String store;
    private final String backup;
    private final String artifact;

    Damage(String store, String backup, String artifact) {
        this.store = store;
        this.backup = backup;
        this.artifact = artifact;
    }

    IntegrityException of(String code, String what) {
        return of(code, what, null);
    }

    IntegrityException of(String code, String what, @Nullable Throwable cause) {
        return new IntegrityException(failure(code, what), cause);
    }

    IntegrityException entry(String code, String entry, String what) {
        return new IntegrityException(
                failure(code, "entry " + entry + ": " + what).with("entry", entry));
    }

    private Failure failure(String code, String what) {
        return Failure.of(code, artifact + " of backup " + backup + " in store " + store + ": " + what)
                .hint(HINT)
                .with("store", store)
                .with("backup", backup)
                .with("artifact", artifact);
    }
}
