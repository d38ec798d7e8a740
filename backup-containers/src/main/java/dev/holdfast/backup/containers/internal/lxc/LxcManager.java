package dev.holdfast.backup.containers.internal.lxc;

import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.time.Duration;

/** Whatever manages containers of LXC on a machine, by its commands. */
public sealed interface LxcManager permits LxcTools, InstanceTools {

    /**
     * Names a container in undo records: no two containers have one name there.
     *
     * @param name the container's name
     * @return the name
     */
    String resource(String name);

    /**
     * Looks at a container.
     *
     * @param context the run
     * @param name the container's name
     * @return what is known of it
     * @throws dev.holdfast.backup.HookException if there is none, or nobody can tell
     * @throws InterruptedException if this thread is interrupted
     */
    Guest look(RunContext context, String name) throws InterruptedException;

    /**
     * Tells a container to shut down, and ends it when its time is over.
     *
     * @param context the run
     * @param name the container's name
     * @param timeout how long it has
     * @return how the command ended
     * @throws InterruptedException if this thread is interrupted; a shutdown goes on
     */
    CommandResult stop(RunContext context, String name, Duration timeout) throws InterruptedException;

    /**
     * Freezes a container.
     *
     * @param context the run
     * @param name the container's name
     * @return how the command ended
     * @throws InterruptedException if this thread is interrupted
     */
    CommandResult freeze(RunContext context, String name) throws InterruptedException;

    /**
     * Starts a container.
     *
     * @param context the run
     * @param name the container's name
     * @return how the command ended
     * @throws InterruptedException if this thread is interrupted
     */
    CommandResult start(RunContext context, String name) throws InterruptedException;

    /**
     * Thaws a container.
     *
     * @param context the run
     * @param name the container's name
     * @return how the command ended
     * @throws InterruptedException if this thread is interrupted
     */
    CommandResult thaw(RunContext context, String name) throws InterruptedException;

    /** {@return the command that shows a container, for hints} */
    String shows();
}
