package dev.holdfast.backup.containers;

import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.testkit.contract.StagedRestoreContract;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The rules of staged restores, on a volume. */
class VolumeStagedContractIT extends StagedRestoreContract {

    private final List<TestVolumes> all = new ArrayList<>();

    @AfterEach
    void removeVolumes() {
        all.forEach(TestVolumes::close);
    }

    @Override
    protected TargetUnderTest target() throws Exception {
        TestVolumes volumes = TestVolumes.dockerOnce();
        all.add(volumes);
        String volume = volumes.volume("live-" + all.size());
        return volumes.contract(volumes.target(volumes.engine().name("volume")).volume(volume), volume);
    }

    @Override
    protected Archiver archiver() {
        return new TarArchiver();
    }
}
