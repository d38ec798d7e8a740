package dev.holdfast.backup.scheduler.internal.owner;

import dev.holdfast.backup.history.RunRecord;
import java.util.List;

/**
 * A process that was found dead.
 *
 * @param id its id
 * @param node its node's name
 * @param runs the runs it died in, as they are remembered now
 */
public record DeadOwner(String id, String node, List<RunRecord> runs) {

    /** Copies the list. */
    public DeadOwner {
        runs = List.copyOf(runs);
    }
}
