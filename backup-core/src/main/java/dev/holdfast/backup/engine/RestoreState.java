package dev.holdfast.backup.engine;

import java.util.Locale;

/** How far a restore is. */
public enum RestoreState {
    /** Under way; the live one is as it was. */
    STAGING,
    /** Done where nothing was kept for a way back: to another place. */
    DONE,
    /** Done; the old one is kept for a rollback until it is confirmed. */
    SWAPPED,
    /** Done, and the old one dropped. */
    CONFIRMED,
    /** Undone: the old one is live again. */
    ROLLED_BACK,
    /** Ended without a result; the live one is as it was. */
    FAILED,
    /** Found under way by a later start and undone; the live one is as it was. */
    INTERRUPTED,
    /** Could not be undone; stays pending until it can. */
    STUCK;

    /** {@return the word used in documents: {@code rolled-back}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
