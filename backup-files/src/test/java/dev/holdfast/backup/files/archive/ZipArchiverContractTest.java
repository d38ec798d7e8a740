package dev.holdfast.backup.files.archive;

import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.testkit.contract.ArchiverContract;

class ZipArchiverContractTest extends ArchiverContract {

    @Override
    protected Archiver archiver() {
        return new ZipArchiver();
    }

    /** Zip has texts for names, not bytes. */
    @Override
    protected boolean holds(ArchiveEntry entry) {
        EntryName link = entry.link();
        return entry.name().isText() && (link == null || link.isText());
    }
}
