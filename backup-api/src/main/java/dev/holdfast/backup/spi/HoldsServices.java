package dev.holdfast.backup.spi;

import java.util.Collection;
import java.util.Map;

/**
 * The ability of a hook to tell which services would not answer while it is entered, so that a run that could only fail is refused before anything
 * rests.
 */
public interface HoldsServices {

    /**
     * Looks which of some services an enter would hold still. Changes nothing.
     *
     * @param services the services
     * @param context the run
     * @return what would be held, as people name it, for each service that would not answer then
     * @throws Exception if that cannot be told
     */
    Map<NeededService, String> held(Collection<NeededService> services, RunContext context) throws Exception;
}
