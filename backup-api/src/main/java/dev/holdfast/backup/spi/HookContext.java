package dev.holdfast.backup.spi;

import java.util.Collection;
import java.util.Map;

/** What the engine lends to a hook. */
public interface HookContext extends RunContext {

    /** {@return the phase that the hook is entered for} */
    HookPhase phase();

    /**
     * Claims what the hook is about to act on, before it looks: waits while another run begins or ends a pause of it, and keeps others from
     * doing so until this enter has ended. To be called once by an enter, with all resources.
     *
     * <p>A resource in the result rests already, because of a run that is in the pause. The hook joins: it writes a record of its own with that
     * record's data, since the thing ran before, and makes sure that it rests. The engine undoes the record of whoever is the last one out, and
     * settles the others; so records of two hooks or runs on one resource must stand for the same act.
     *
     * @param resources the resources, as undo records will name them
     * @return the record of somebody who is in a pause, for each resource of which somebody is
     * @throws dev.holdfast.backup.LeaseException {@code HF-LEA-001} if others take longer than this act may
     * @throws dev.holdfast.backup.RefusedException {@code HF-REC-004} if an earlier act on one could not be undone yet
     * @throws InterruptedException if the enter is to end
     */
    Map<String, UndoRecord> claim(Collection<String> resources) throws InterruptedException;
}
