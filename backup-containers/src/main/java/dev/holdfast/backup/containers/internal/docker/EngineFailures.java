package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.RetryStatus;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What goes wrong between a hook and an engine. */
final class EngineFailures {

    private EngineFailures() {}

    static HookException unreachable(Endpoint endpoint, Throwable cause) {
        return new HookException(
                Failure.of("HF-CTR-001", "no engine answers at " + endpoint.host() + ": " + why(cause))
                        .hint("Start the engine, let this user use it, or name another one as host.")
                        .retry(RetryStatus.LATER)
                        .with("host", endpoint.host()),
                cause);
    }

    private static String why(Throwable thrown) {
        Throwable root = thrown;
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof IOException) {
                break;
            }
        }
        String message = root.getMessage();
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : Answer.shortened(message);
    }

    static HookException late(Endpoint endpoint, String request, Duration bound, @Nullable Throwable cause) {
        return new HookException(
                Failure.of(
                                "HF-CTR-003",
                                "the engine at " + endpoint.host() + " did not " + request + " within "
                                        + bound.toSeconds() + " s")
                        .hint("Look whether the engine hangs, or give the hook a longer timeout.")
                        .retry(RetryStatus.LATER)
                        .with("host", endpoint.host()),
                cause);
    }

    static HookException refused(Endpoint endpoint, String request, Answer answer) {
        return new HookException(Failure.of(
                        "HF-CTR-016", "the engine at " + endpoint.host() + " did not " + request + ": " + said(answer))
                .hint("Look at what the engine says, and whether this version of it is known to work.")
                .retry(RetryStatus.LATER)
                .with("host", endpoint.host())
                .with("status", answer.status()));
    }

    static String said(Answer answer) {
        String words = answer.words();
        return words.isEmpty() ? "it answered " + answer.status() : words;
    }
}
