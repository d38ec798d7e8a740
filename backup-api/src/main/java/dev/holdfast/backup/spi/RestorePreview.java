package dev.holdfast.backup.spi;

import dev.holdfast.backup.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A target's part of a restore plan.
 *
 * @param changes what will be done, in order; part of the plan's id
 * @param problems what stands against it (severity ERROR) or may surprise; part of the plan's id
 * @param bytesNeeded estimate of the space needed; empty if unknown; no part of the plan's id
 * @param bytesFree the space that is free where it is needed; empty if unknown; no part of the plan's id
 * @param observed what else was seen, for people: versions, roles, sessions connected; by name, in order; no part of the plan's id
 */
public record RestorePreview(
        List<Change> changes,
        List<Problem> problems,
        OptionalLong bytesNeeded,
        OptionalLong bytesFree,
        Map<String, String> observed) {

    /**
     * Copies the collections.
     *
     * @param changes what will be done, in order; part of the plan's id
     * @param problems what stands against it (severity ERROR) or may surprise; part of the plan's id
     * @param bytesNeeded estimate of the space needed; empty if unknown; no part of the plan's id
     * @param bytesFree the space that is free where it is needed; empty if unknown; no part of the plan's id
     * @param observed what else was seen, for people: versions, roles, sessions connected; by name, in order; no part of the plan's id
     */
    public RestorePreview {
        changes = List.copyOf(changes);
        problems = List.copyOf(problems);
        Objects.requireNonNull(bytesNeeded, "bytesNeeded");
        Objects.requireNonNull(bytesFree, "bytesFree");
        observed = Collections.unmodifiableMap(new LinkedHashMap<>(observed));
    }

    /**
     * Makes a preview that has observed nothing else.
     *
     * @param changes what will be done, in order; part of the plan's id
     * @param problems what stands against it (severity ERROR) or may surprise; part of the plan's id
     * @param bytesNeeded estimate of the space needed; empty if unknown; no part of the plan's id
     * @param bytesFree the space that is free where it is needed; empty if unknown; no part of the plan's id
     */
    public RestorePreview(
            List<Change> changes, List<Problem> problems, OptionalLong bytesNeeded, OptionalLong bytesFree) {
        this(changes, problems, bytesNeeded, bytesFree, Map.of());
    }

    /** {@return the preview of a target that cannot tell} */
    public static RestorePreview unknown() {
        return new RestorePreview(List.of(), List.of(), OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * One thing that a restore will do.
     *
     * @param action what is done
     * @param object to which object, such as a path or a database
     * @param detail anything that identifies the state it was planned from, such as an inode; may be empty
     */
    public record Change(Action action, String object, String detail) {

        /**
         * Requires all parts.
         *
         * @param action what is done
         * @param object to which object, such as a path or a database
         * @param detail anything that identifies the state it was planned from, such as an inode; may be empty
         */
        public Change {
            Objects.requireNonNull(action, "action");
            Objects.requireNonNull(object, "object");
            Objects.requireNonNull(detail, "detail");
        }
    }

    /** What is done to an object. */
    public enum Action {
        /** It is not there and will be. */
        CREATE,
        /** It is there and will be another. */
        REPLACE,
        /** Its content will be added to. */
        MERGE,
        /** It is there and will not be. */
        REMOVE,
        /** It is there and will stay. */
        KEEP;

        /** {@return the word used in documents: the lower-case name} */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
