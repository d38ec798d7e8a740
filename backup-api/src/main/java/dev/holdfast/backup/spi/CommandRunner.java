package dev.holdfast.backup.spi;

import java.io.IOException;

/** Starts tools: here, or by another implementation in a container. Thread-safe. */
@FunctionalInterface
public interface CommandRunner {

    /**
     * Starts a tool.
     *
     * @param command the tool
     * @return the running tool, closed by the caller
     * @throws IOException if it cannot be started, for example because it is not installed
     */
    RunningCommand start(Command command) throws IOException;
}
