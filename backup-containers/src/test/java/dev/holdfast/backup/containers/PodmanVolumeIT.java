package dev.holdfast.backup.containers;

class PodmanVolumeIT extends VolumeBehaviour {

    @Override
    TestVolumes connect() {
        return TestVolumes.podman();
    }
}
