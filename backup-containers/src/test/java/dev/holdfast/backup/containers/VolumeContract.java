package dev.holdfast.backup.containers;

import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.testkit.contract.TargetContract;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The rules of targets, on a volume. */
abstract class VolumeContract extends TargetContract {

    private final List<TestVolumes> all = new ArrayList<>();

    abstract VolumeTarget by(VolumeTarget target);

    @AfterEach
    void removeVolumes() {
        all.forEach(TestVolumes::close);
    }

    @Override
    protected TargetUnderTest target() throws Exception {
        TestVolumes volumes = TestVolumes.dockerOnce();
        all.add(volumes);
        String volume = volumes.volume("live");
        String name = volumes.engine().name("volume");
        return volumes.contract(by(volumes.target(name).volume(volume)), volume)
                .damagedBy(() -> volumes.engine().docker("volume", "rm", volume));
    }

    @Override
    protected Archiver archiver() {
        return new TarArchiver();
    }
}
