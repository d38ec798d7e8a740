package dev.holdfast.backup.event;

import java.time.Instant;

/** Something that happened in a run, restore or other operation. */
public interface BackupEvent {

    /** {@return the id of the run, restore or other operation} */
    String run();

    /** {@return when it happened, by the host's clock} */
    Instant at();
}
