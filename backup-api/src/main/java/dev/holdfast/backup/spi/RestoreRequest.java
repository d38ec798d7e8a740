package dev.holdfast.backup.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to bring a backup back.
 *
 * @param way the way
 * @param destination for {@link RestoreWay#TO} the other place, in the target's words (a directory, a database); else {@code null}
 * @param stripRoot whether entries land at the destination without the target's own path before them
 * @param only globs of what to bring back; empty for all
 * @param onConflict what to do where something is already there
 * @param salvage whether to bring back what can be and list the rest, instead of failing; with {@link RestoreWay#TO} only
 * @param options the target's own options by name, see {@link TunedRestore}; never a secret
 */
public record RestoreRequest(
        RestoreWay way,
        @Nullable String destination,
        boolean stripRoot,
        List<String> only,
        ConflictRule onConflict,
        boolean salvage,
        Map<String, String> options) {

    /**
     * Copies the globs and validates the combination.
     *
     * @param way the way
     * @param destination for {@link RestoreWay#TO} the other place, in the target's words (a directory, a database); else {@code null}
     * @param stripRoot whether entries land at the destination without the target's own path before them
     * @param only globs of what to bring back; empty for all
     * @param onConflict what to do where something is already there
     * @param salvage whether to bring back what can be and list the rest, instead of failing; with {@link RestoreWay#TO} only
     * @param options the target's own options by name, see {@link TunedRestore}; never a secret
     */
    public RestoreRequest {
        Objects.requireNonNull(onConflict, "onConflict");
        only = List.copyOf(only);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        if ((way == RestoreWay.TO) != (destination != null)) {
            throw new IllegalArgumentException("a destination goes with the way TO, and with no other");
        }
        if ((salvage || stripRoot) && way != RestoreWay.TO) {
            throw new IllegalArgumentException("salvage and strip-root go with the way TO only");
        }
    }

    /**
     * Makes a request without options of the target's own.
     *
     * @param way the way
     * @param destination for {@link RestoreWay#TO} the other place, in the target's words (a directory, a database); else {@code null}
     * @param stripRoot whether entries land at the destination without the target's own path before them
     * @param only globs of what to bring back; empty for all
     * @param onConflict what to do where something is already there
     * @param salvage whether to bring back what can be and list the rest, instead of failing; with {@link RestoreWay#TO} only
     */
    public RestoreRequest(
            RestoreWay way,
            @Nullable String destination,
            boolean stripRoot,
            List<String> only,
            ConflictRule onConflict,
            boolean salvage) {
        this(way, destination, stripRoot, only, onConflict, salvage, Map.of());
    }

    /** {@return the request for all of a backup, staged} */
    public static RestoreRequest staged() {
        return new RestoreRequest(RestoreWay.STAGED, null, false, List.of(), ConflictRule.FAIL, false);
    }

    /** {@return the request for all of a backup, over the live one} */
    public static RestoreRequest inPlace() {
        return new RestoreRequest(RestoreWay.IN_PLACE, null, false, List.of(), ConflictRule.OVERWRITE, false);
    }

    /**
     * Returns the request for all of a backup to another place.
     *
     * @param destination the place
     * @return the request
     */
    public static RestoreRequest to(String destination) {
        return new RestoreRequest(RestoreWay.TO, destination, false, List.of(), ConflictRule.FAIL, false);
    }

    /**
     * Returns this request for a part of the backup.
     *
     * @param globs what to bring back
     * @return a copy
     */
    public RestoreRequest only(List<String> globs) {
        return new RestoreRequest(way, destination, stripRoot, globs, onConflict, salvage, options);
    }

    /**
     * Returns this request with another rule for conflicts.
     *
     * @param rule what to do where something is already there
     * @return a copy
     */
    public RestoreRequest onConflict(ConflictRule rule) {
        return new RestoreRequest(way, destination, stripRoot, only, rule, salvage, options);
    }

    /**
     * Returns this request without the target's own path at the destination.
     *
     * @return a copy
     */
    public RestoreRequest withoutRoot() {
        return new RestoreRequest(way, destination, true, only, onConflict, salvage, options);
    }

    /**
     * Returns this request as a salvage.
     *
     * @return a copy
     */
    public RestoreRequest asSalvage() {
        return new RestoreRequest(way, destination, stripRoot, only, onConflict, true, options);
    }

    /**
     * Returns this request with one more option of the target's own.
     *
     * @param name the option's name
     * @param value its value, in the form that a configuration would have it
     * @return a copy
     */
    public RestoreRequest option(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(name, value);
        return new RestoreRequest(way, destination, stripRoot, only, onConflict, salvage, more);
    }
}
