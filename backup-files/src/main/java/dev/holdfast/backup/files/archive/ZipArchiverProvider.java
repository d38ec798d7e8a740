package dev.holdfast.backup.files.archive;

import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.ArchiverProvider;
import dev.holdfast.backup.spi.Settings;

/** Makes the archiver of type {@code zip}; it has no settings. */
public final class ZipArchiverProvider implements ArchiverProvider {

    /** Makes the provider; it does nothing until it is asked. */
    public ZipArchiverProvider() {}

    @Override
    public String type() {
        return ZipArchiver.FORMAT;
    }

    @Override
    public Archiver create(Settings settings) {
        return new ZipArchiver();
    }

    /** {@return {@code none}: zip compresses by itself} */
    @Override
    public String defaultCompression() {
        return "none";
    }
}
