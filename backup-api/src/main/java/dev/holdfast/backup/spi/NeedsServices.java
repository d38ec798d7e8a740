package dev.holdfast.backup.spi;

import java.util.List;

/** The ability of a target to tell which services have to run while it is captured or restored; no hook may then hold one of them still. */
public interface NeedsServices {

    /**
     * Tells which.
     *
     * @param context the run
     * @return the services; empty if there are none, or if they cannot be told
     * @throws Exception if the target's settings do not fit together
     */
    List<NeededService> neededServices(RunContext context) throws Exception;
}
