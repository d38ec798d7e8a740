package dev.holdfast.backup.testkit;

import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.ArchiverProvider;
import dev.holdfast.backup.spi.Settings;

/** Makes {@link MemoryArchiver}s, type {@code memory}. */
public final class MemoryArchiverProvider implements ArchiverProvider {

    /** Does nothing. */
    public MemoryArchiverProvider() {}

    @Override
    public String type() {
        return MemoryArchiver.FORMAT;
    }

    @Override
    public Archiver create(Settings settings) {
        return new MemoryArchiver();
    }
}
