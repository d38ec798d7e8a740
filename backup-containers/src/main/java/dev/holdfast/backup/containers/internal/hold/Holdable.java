package dev.holdfast.backup.containers.internal.hold;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.spi.RunContext;
import java.time.Duration;
import java.util.List;

/** One thing that runs and can be held still: each method looks at the thing as it is now, and may be called in another process than before. */
public interface Holdable {

    /** {@return what undo records call it} */
    String resource();

    /**
     * Tells whether it runs and is not held.
     *
     * @param context the run
     * @return whether it does
     * @throws Exception if nobody can tell
     */
    boolean runs(RunContext context) throws Exception;

    /**
     * Refuses a hold that would do harm; asked before anything is written down or done.
     *
     * @param context the run
     * @throws dev.holdfast.backup.RefusedException if it would
     * @throws Exception if nobody can tell
     */
    default void requireHarmless(RunContext context) throws Exception {}

    /**
     * Holds it; of no effect if it does not run.
     *
     * @param context the run
     * @throws Exception if it goes on running, or nobody can tell
     */
    void hold(RunContext context) throws Exception;

    /**
     * Lets it run again; of no effect if it runs.
     *
     * @param context the run
     * @throws Exception if it does not run
     */
    void release(RunContext context) throws Exception;

    /**
     * Tells what stands against holding it.
     *
     * @param context the run
     * @return what does; empty if nothing
     * @throws Exception if nobody can tell
     */
    List<Problem> check(RunContext context) throws Exception;

    /** {@return for how long a hold goes on by itself when whoever asked for it is gone; zero if a release ends that} */
    Duration goesOn();
}
