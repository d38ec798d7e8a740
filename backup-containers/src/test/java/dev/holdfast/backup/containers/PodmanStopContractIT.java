package dev.holdfast.backup.containers;

class PodmanStopContractIT extends ContainerContract {

    @Override
    TestEngine connect() {
        return TestEngine.podman();
    }

    @Override
    DockerHook hold(DockerHook hook, String... containers) {
        return hook.stop(containers);
    }
}
