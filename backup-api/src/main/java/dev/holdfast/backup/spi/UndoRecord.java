package dev.holdfast.backup.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The way back from an act, written down and forced to disk before the act; outlives processes and configurations.
 *
 * @param owner who undoes it
 * @param type the owner's type, for the provider that makes it again
 * @param settings the owner's settings, with references to secrets instead of their values
 * @param resource what the act is on, for people and for telling conflicts: {@code container:shop-worker}
 * @param version the version of the form of {@code data}, the owner's business
 * @param data what the owner needs to undo the act
 */
public record UndoRecord(
        ParticipantId owner, String type, Settings settings, String resource, int version, Map<String, String> data) {

    /**
     * Copies the data.
     *
     * @param owner who undoes it
     * @param type the owner's type, for the provider that makes it again
     * @param settings the owner's settings, with references to secrets instead of their values
     * @param resource what the act is on, for people and for telling conflicts: {@code container:shop-worker}
     * @param version the version of the form of {@code data}, the owner's business
     * @param data what the owner needs to undo the act
     */
    public UndoRecord {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(resource, "resource");
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }
}
