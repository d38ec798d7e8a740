package dev.holdfast.backup.scheduler.internal.owner;

import dev.holdfast.backup.scheduler.internal.db.Database;

/**
 * This process in the database: entered, and kept alive until it is closed.
 *
 * @param database the database
 * @param owners this process among the others
 * @param heart what keeps it alive
 */
public record Presence(Database database, Owners owners, Heart heart) implements AutoCloseable {

    /** Something that gives it, and makes it if need be. */
    @FunctionalInterface
    public interface Source {

        /**
         * Gives it.
         *
         * @return this process in the database
         * @throws dev.holdfast.backup.ConfigurationException {@code HF-HIS-001} and others if the database cannot be used
         * @throws InterruptedException if this thread is interrupted while it waits
         */
        Presence get() throws InterruptedException;
    }

    @Override
    public void close() {
        heart.close();
    }
}
