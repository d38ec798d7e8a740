package dev.holdfast.backup.scheduler.internal.db;

import javax.sql.DataSource;

/**
 * Where connections come from; nothing is opened before the first is asked for.
 *
 * @param dialect whose they are
 * @param place what people know the database by; no credential
 * @param plain without a pool, which would try again and again: for the look whether the database is there, and for what is done once
 * @param writing for all that changes something
 * @param reading for pages of history, which must not wait for a writer
 * @param beating for what says that a process lives; answers fast or fails
 * @param closing gives back what was made for these
 */
public record Connections(
        Dialect dialect,
        String place,
        DataSource plain,
        DataSource writing,
        DataSource reading,
        DataSource beating,
        Runnable closing)
        implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}
