package dev.holdfast.backup.containers.internal.lxc;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import java.time.Duration;

/** What goes wrong with containers of LXC. */
final class LxcFailures {

    private LxcFailures() {}

    static Failure failed(String verb, String name, String why, String shows) {
        return Failure.of("HF-HOK-036", "cannot " + verb + " LXC container " + name + ": " + why)
                .hint("Look at " + shows + " and at the log of the container, and whether this user may " + verb
                        + " it.")
                .retry(RetryStatus.LATER)
                .with("container", name);
    }

    static Failure missing(String name, String why, String hint) {
        return Failure.of("HF-HOK-037", "there is no LXC container " + name + (why.isEmpty() ? "" : ": " + why))
                .hint(hint)
                .with("container", name);
    }

    static Failure ephemeral(String name) {
        return Failure.of("HF-HOK-040", "LXC container " + name + " is ephemeral: its stop would delete it")
                .hint("Freeze it instead of stopping it, or make it one that stays.")
                .with("container", name);
    }

    static Failure killed(String name, Duration timeout) {
        return Failure.of(
                        "HF-HOK-041",
                        "LXC container " + name + " did not shut down within " + timeout.toSeconds()
                                + " s, and was killed")
                .hint("What it had not written is missing, as behind a crash: give it a longer stop-timeout.")
                .with("container", name);
    }
}
