package dev.holdfast.backup.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A restored copy beside the live one, proven complete and not yet in use.
 *
 * @param places from each live place (a directory, a database) to the place of its copy, in order
 */
public record RestoredCopy(Map<String, String> places) {

    /**
     * Copies the map, keeping its order.
     *
     * @param places from each live place (a directory, a database) to the place of its copy, in order
     */
    public RestoredCopy {
        places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    }
}
