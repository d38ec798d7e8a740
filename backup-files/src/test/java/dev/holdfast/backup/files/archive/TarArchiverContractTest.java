package dev.holdfast.backup.files.archive;

import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.testkit.contract.ArchiverContract;

class TarArchiverContractTest extends ArchiverContract {

    @Override
    protected Archiver archiver() {
        return new TarArchiver();
    }
}
