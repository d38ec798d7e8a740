package dev.holdfast.backup.sqlite;

import dev.holdfast.backup.testkit.contract.StagedRestoreContract;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** An SQLite database keeps the contract of staged restores, in every form. */
class SqliteStagedRestoreContractTest {

    @Nested
    class AsCopy extends StagedRestoreContract {

        @TempDir
        Path directory;

        private int count;

        @Override
        protected TargetUnderTest target() throws Exception {
            return ContractDatabase.in(directory.resolve("world-" + ++count), SqliteFormat.COPY, false);
        }
    }

    @Nested
    class AsCopyWithAWriteAheadLog extends StagedRestoreContract {

        @TempDir
        Path directory;

        private int count;

        @Override
        protected TargetUnderTest target() throws Exception {
            return ContractDatabase.in(directory.resolve("world-" + ++count), SqliteFormat.COPY, true);
        }
    }

    @Nested
    class AsSql extends StagedRestoreContract {

        @TempDir
        Path directory;

        private int count;

        @Override
        protected TargetUnderTest target() throws Exception {
            return ContractDatabase.in(directory.resolve("world-" + ++count), SqliteFormat.SQL, false);
        }
    }
}
