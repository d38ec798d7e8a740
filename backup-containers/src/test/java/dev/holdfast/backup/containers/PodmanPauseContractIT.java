package dev.holdfast.backup.containers;

class PodmanPauseContractIT extends ContainerContract {

    @Override
    TestEngine connect() {
        return TestEngine.podman();
    }

    @Override
    DockerHook hold(DockerHook hook, String... containers) {
        return hook.pause(containers);
    }
}
