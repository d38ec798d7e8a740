package dev.holdfast.backup.files.archive;

import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.ArchiverProvider;
import dev.holdfast.backup.spi.Settings;

/** Makes the archiver of type {@code tar}; it has no settings. */
public final class TarArchiverProvider implements ArchiverProvider {

    /** Makes the provider; it does nothing until it is asked. */
    public TarArchiverProvider() {}

    @Override
    public String type() {
        return TarArchiver.FORMAT;
    }

    @Override
    public Archiver create(Settings settings) {
        return new TarArchiver();
    }
}
