package dev.holdfast.backup.sqlite;

import dev.holdfast.backup.testkit.contract.TargetContract;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** An SQLite database keeps the contract of targets, in every form. */
class SqliteTargetContractTest {

    @Nested
    class AsCopy extends TargetContract {

        @TempDir
        Path directory;

        private int count;

        @Override
        protected TargetUnderTest target() throws Exception {
            return ContractDatabase.in(directory.resolve("world-" + ++count), SqliteFormat.COPY, false);
        }
    }

    @Nested
    class AsCopyWithAWriteAheadLog extends TargetContract {

        @TempDir
        Path directory;

        private int count;

        @Override
        protected TargetUnderTest target() throws Exception {
            return ContractDatabase.in(directory.resolve("world-" + ++count), SqliteFormat.COPY, true);
        }
    }

    @Nested
    class AsSql extends TargetContract {

        @TempDir
        Path directory;

        private int count;

        @Override
        protected TargetUnderTest target() throws Exception {
            return ContractDatabase.in(directory.resolve("world-" + ++count), SqliteFormat.SQL, false);
        }
    }
}
