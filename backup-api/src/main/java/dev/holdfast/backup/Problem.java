package dev.holdfast.backup;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Something that went wrong or may surprise, as a value that can be listed, stored and shown.
 *
 * @param severity how grave it is
 * @param code the stable code, such as {@code HF-FIL-004}
 * @param message one lower-case line: what, on which object, why; never a secret
 * @param hint what to do next, a sentence; empty where there is nothing to do
 * @param context further facts in order; never a secret
 * @param retry whether trying again may help; known to the process that found the problem, and {@link RetryStatus#LATER} when it is read from a
 *     manifest
 */
public record Problem(
        Severity severity, String code, String message, String hint, Map<String, String> context, RetryStatus retry) {

    /**
     * Copies the context, keeping its order.
     *
     * @param severity how grave it is
     * @param code the stable code, such as {@code HF-FIL-004}
     * @param message one lower-case line: what, on which object, why; never a secret
     * @param hint what to do next, a sentence; empty where there is nothing to do
     * @param context further facts in order; never a secret
     * @param retry whether trying again may help
     */
    public Problem {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(hint, "hint");
        Objects.requireNonNull(retry, "retry");
        context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
    }

    /**
     * Makes a problem that may pass.
     *
     * @param severity how grave it is
     * @param code the stable code, such as {@code HF-FIL-004}
     * @param message one lower-case line: what, on which object, why; never a secret
     * @param hint what to do next, a sentence; empty where there is nothing to do
     * @param context further facts in order; never a secret
     */
    public Problem(Severity severity, String code, String message, String hint, Map<String, String> context) {
        this(severity, code, message, hint, context, RetryStatus.LATER);
    }

    /**
     * Makes a problem without context that may pass.
     *
     * @param severity how grave it is
     * @param code the stable code
     * @param message one lower-case line
     * @param hint what to do next, or empty
     */
    public Problem(Severity severity, String code, String message, String hint) {
        this(severity, code, message, hint, Map.of());
    }

    /**
     * Makes a problem of a failure.
     *
     * @param severity how grave it is here
     * @param failure what failed
     * @return the problem
     */
    public static Problem of(Severity severity, Failure failure) {
        return new Problem(
                severity, failure.code(), failure.message(), failure.hint(), failure.context(), failure.retry());
    }

    /** {@return the failure that this is: what an exception says that is thrown because of it} */
    public Failure failure() {
        return new Failure(code, message, hint, context, retry);
    }
}
