package dev.holdfast.backup.containers;

class DockerStopContractIT extends ContainerContract {

    @Override
    TestEngine connect() {
        return TestEngine.dockerOnce();
    }

    @Override
    DockerHook hold(DockerHook hook, String... containers) {
        return hook.stop(containers);
    }
}
