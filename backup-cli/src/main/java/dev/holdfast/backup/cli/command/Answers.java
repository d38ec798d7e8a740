package dev.holdfast.backup.cli.command;

import org.jspecify.annotations.Nullable;

/** Whoever answers questions on the terminal. */
@FunctionalInterface
public interface Answers {

    /**
     * Waits for a line.
     *
     * @return the line without its end, or {@code null} if there will be none
     * @throws InterruptedException if the wait was cancelled
     */
    @Nullable String readLine() throws InterruptedException;
}
