package dev.holdfast.backup.files;

import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.testkit.contract.TargetContract;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A tree of files that is held by hard links while it is read keeps the contract of targets. */
class FilesSnapshotContractTest extends TargetContract {

    @TempDir
    Path directory;

    @Override
    protected TargetUnderTest target() throws IOException {
        return ContractTree.in(directory, SnapshotKind.HARD_LINK);
    }

    @Override
    protected Archiver archiver() {
        return new TarArchiver();
    }
}
