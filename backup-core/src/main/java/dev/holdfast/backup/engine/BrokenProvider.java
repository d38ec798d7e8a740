package dev.holdfast.backup.engine;

import dev.holdfast.backup.Failure;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider that was found and cannot be used; fatal only if it is asked for.
 *
 * @param kind what it was to make
 * @param knownType its type, or {@code null} if it did not come so far
 * @param className the name of its class
 * @param source the jar or directory that names it; {@code "?"} if that is unknown
 * @param failure why it cannot be used: {@code HF-PRV-003} it does not load, {@code HF-PRV-004} its settings are not allowed
 */
public record BrokenProvider(
        ProviderKind kind, @Nullable String knownType, String className, String source, Failure failure) {

    /**
     * Requires all parts but the type.
     *
     * @param kind what it was to make
     * @param knownType its type, or {@code null} if it did not come so far
     * @param className the name of its class
     * @param source the jar or directory that names it; {@code "?"} if that is unknown
     * @param failure why it cannot be used: {@code HF-PRV-003} it does not load, {@code HF-PRV-004} its settings are not allowed
     */
    public BrokenProvider {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(className, "className");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(failure, "failure");
    }

    /** {@return its type, if it came so far that it could tell} */
    public Optional<String> type() {
        return Optional.ofNullable(knownType);
    }
}
