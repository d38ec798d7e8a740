package dev.holdfast.backup.internal.catalog;

import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.catalog.Verification;
import dev.holdfast.backup.internal.format.Note;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the notes of a copy say about it together. */
final class Proven {

    private Proven() {}

    /**
     * Returns the highest proof that holds, or null if none does.
     *
     * <p>A commit is a proof as {@code stored}: sizes and digests were taken while writing and held against what the store said. A failed proof
     * makes a copy bad until a later proof of the same level or above: that the bytes are there (stored) says nothing against the finding that
     * they cannot be decoded.
     */
    static @Nullable Verification of(Instant committed, List<Note> notes) {
        for (Note note : notes) {
            if (note instanceof Note.Failed failed && !isRefuted(failed, notes)) {
                return null;
            }
        }
        Verification best = new Verification(VerificationLevel.STORED, committed);
        for (Note note : notes) {
            if (note instanceof Note.Verified proof
                    && !isTakenAway(proof, notes)
                    && (proof.level().compareTo(best.level()) > 0
                            || (proof.level() == best.level() && proof.at().isAfter(best.at())))) {
                best = new Verification(proof.level(), proof.at());
            }
        }
        return best;
    }

    private static boolean isRefuted(Note.Failed failed, List<Note> notes) {
        return notes.stream()
                .anyMatch(note -> note instanceof Note.Verified proof
                        && proof.level().compareTo(failed.level()) >= 0
                        && proof.at().isAfter(failed.at()));
    }

    private static boolean isTakenAway(Note.Verified proof, List<Note> notes) {
        return notes.stream()
                .anyMatch(note ->
                        note instanceof Note.Failed failed && !failed.at().isBefore(proof.at()));
    }

    /** Returns the reason of the newest pin, or null if there is none. */
    static @Nullable String pin(List<Note> notes) {
        Note.Pin newest = null;
        for (Note note : notes) {
            if (note instanceof Note.Pin pin && (newest == null || pin.at().isAfter(newest.at()))) {
                newest = pin;
            }
        }
        return newest == null ? null : newest.reason();
    }
}
