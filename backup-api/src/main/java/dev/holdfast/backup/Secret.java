package dev.holdfast.backup;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that never appears in logs, messages, manifests or process arguments: its text form is {@code ***}.
 *
 * <p>Two secrets are equal only if they are the same object, so that comparing gives nothing away.
 */
public final class Secret {

    private final char[] value;
    private final @Nullable String reference;

    private Secret(char[] value, @Nullable String reference) {
        this.value = value;
        this.reference = reference;
    }

    /**
     * Makes a secret.
     *
     * @param value the value
     * @return the secret
     */
    public static Secret of(String value) {
        return new Secret(value.toCharArray(), null);
    }

    /**
     * Makes a secret.
     *
     * @param value the value, copied; the caller may clear its own
     * @return the secret
     */
    public static Secret of(char[] value) {
        return new Secret(value.clone(), null);
    }

    /**
     * Makes a secret that was read from somewhere and can be read there again.
     *
     * @param value the value, copied
     * @param reference where it is, such as <code>${env:NAME}</code>; this may be written down
     * @return the secret
     */
    public static Secret referenced(char[] value, String reference) {
        return new Secret(value.clone(), Objects.requireNonNull(reference, "reference"));
    }

    /** {@return where the value can be read again, if that is known; this is no secret} */
    public Optional<String> reference() {
        return Optional.ofNullable(reference);
    }

    /** {@return a copy of the value; the caller should clear it after use} */
    public char[] reveal() {
        return value.clone();
    }

    /** {@return {@code ***}} */
    @Override
    public String toString() {
        return "***";
    }
}
