package dev.holdfast.backup.files;

import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.testkit.contract.StagedRestoreContract;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A tree of files keeps the contract of staged restores. */
class FilesStagedRestoreContractTest extends StagedRestoreContract {

    @TempDir
    Path directory;

    private int count;

    @Override
    protected TargetUnderTest target() throws IOException {
        count++;
        return ContractTree.in(Files.createDirectory(directory.resolve("world-" + count)));
    }

    @Override
    protected Archiver archiver() {
        return new TarArchiver();
    }
}
