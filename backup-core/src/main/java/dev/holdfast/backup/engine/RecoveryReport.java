package dev.holdfast.backup.engine;

import dev.holdfast.backup.Problem;
import java.util.List;

/**
 * What a recovery did about runs and restores whose process is gone.
 *
 * @param interrupted the ids of the runs and restores it ended
 * @param undone how many acts it undid
 * @param removed how many objects and directories it removed
 * @param problems what could not be undone; stays pending
 */
public record RecoveryReport(List<String> interrupted, int undone, int removed, List<Problem> problems) {

    /**
     * Copies the lists.
     *
     * @param interrupted the ids of the runs and restores it ended
     * @param undone how many acts it undid
     * @param removed how many objects and directories it removed
     * @param problems what could not be undone; stays pending
     */
    public RecoveryReport {
        interrupted = List.copyOf(interrupted);
        problems = List.copyOf(problems);
    }

    /** {@return whether nothing is left} */
    public boolean isClean() {
        return problems.isEmpty();
    }
}
