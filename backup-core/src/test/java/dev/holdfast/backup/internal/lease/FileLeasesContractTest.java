package dev.holdfast.backup.internal.lease;

import dev.holdfast.backup.spi.LeaseService;
import dev.holdfast.backup.testkit.contract.LeaseServiceContract;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

class FileLeasesContractTest extends LeaseServiceContract {

    @TempDir
    Path directory;

    @Override
    protected LeaseService leases() {
        return new FileLeases(directory, Clock.systemUTC());
    }
}
