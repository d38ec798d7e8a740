package dev.holdfast.backup;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What failed, on which object, why, and what to do about it: the content of every {@link BackupException}.
 *
 * <p>Providers from outside use a prefix of their own instead of {@code HF}.
 *
 * @param code the stable code: a prefix, an area and a number, {@code HF-STO-004}
 * @param message one lower-case line without a full stop; never a secret
 * @param hint what to do next, a sentence; empty where there is nothing to add
 * @param context further facts in the order they were added; never a secret
 * @param retry whether trying again may help
 */
public record Failure(String code, String message, String hint, Map<String, String> context, RetryStatus retry) {

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9]*(-[A-Z0-9]+)*-\\d{3}");

    /**
     * Validates the code and copies the context.
     *
     * @param code the stable code: a prefix, an area and a number, {@code HF-STO-004}
     * @param message one lower-case line without a full stop; never a secret
     * @param hint what to do next, a sentence; empty where there is nothing to add
     * @param context further facts in the order they were added; never a secret
     * @param retry whether trying again may help
     */
    public Failure {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("not an error code: " + code);
        }
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(hint, "hint");
        Objects.requireNonNull(retry, "retry");
        context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
    }

    /**
     * Makes a failure without hint and context that is not worth a retry.
     *
     * @param code the stable code
     * @param message one lower-case line
     * @return the failure
     */
    public static Failure of(String code, String message) {
        return new Failure(code, message, "", Map.of(), RetryStatus.NEVER);
    }

    /**
     * Returns this failure with a hint.
     *
     * @param sentence what to do next
     * @return a copy
     */
    public Failure hint(String sentence) {
        return new Failure(code, message, sentence, context, retry);
    }

    /**
     * Returns this failure with one more fact.
     *
     * @param name the fact's name
     * @param value its value, turned into text; never a secret
     * @return a copy
     */
    public Failure with(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(context);
        more.put(name, value.toString());
        return new Failure(code, message, hint, more, retry);
    }

    /**
     * Returns this failure with another retry status.
     *
     * @param status whether trying again may help
     * @return a copy
     */
    public Failure retry(RetryStatus status) {
        return new Failure(code, message, hint, context, status);
    }
}
