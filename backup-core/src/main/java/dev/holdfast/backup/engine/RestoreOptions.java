package dev.holdfast.backup.engine;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.spi.RestoreAssertion;
import dev.holdfast.backup.spi.RestoreRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to restore, and how.
 *
 * @param backup the backup
 * @param request the way, the destination, the part
 * @param store the store to read from, or {@code null} for the first that has a sound copy
 * @param job the job whose hooks are entered, or {@code null} for the only one that has the target
 * @param assertions the host's own proofs, looked at before a swap
 */
public record RestoreOptions(
        BackupId backup,
        RestoreRequest request,
        @Nullable String store,
        @Nullable String job,
        List<RestoreAssertion> assertions) {

    /**
     * Copies the assertions.
     *
     * @param backup the backup
     * @param request the way, the destination, the part
     * @param store the store to read from, or {@code null} for the first that has a sound copy
     * @param job the job whose hooks are entered, or {@code null} for the only one that has the target
     * @param assertions the host's own proofs, looked at before a swap
     */
    public RestoreOptions {
        Objects.requireNonNull(backup, "backup");
        Objects.requireNonNull(request, "request");
        assertions = List.copyOf(assertions);
    }

    /**
     * Asks for a backup, staged and swapped.
     *
     * @param backup the backup
     * @return the options
     */
    public static RestoreOptions of(BackupId backup) {
        return of(backup, RestoreRequest.staged());
    }

    /**
     * Asks for a backup in a way.
     *
     * @param backup the backup
     * @param request the way
     * @return the options
     */
    public static RestoreOptions of(BackupId backup, RestoreRequest request) {
        return new RestoreOptions(backup, request, null, null, List.of());
    }

    /**
     * Reads from a certain store.
     *
     * @param name the store's name
     * @return a copy
     */
    public RestoreOptions from(String name) {
        return new RestoreOptions(backup, request, name, job, assertions);
    }

    /**
     * Adds a proof of the host's own.
     *
     * @param assertion the proof
     * @return a copy
     */
    public RestoreOptions proving(RestoreAssertion assertion) {
        List<RestoreAssertion> more = new ArrayList<>(assertions);
        more.add(assertion);
        return new RestoreOptions(backup, request, store, job, more);
    }

    /** {@return the store to read from, if the host chose one} */
    public Optional<String> chosenStore() {
        return Optional.ofNullable(store);
    }
}
