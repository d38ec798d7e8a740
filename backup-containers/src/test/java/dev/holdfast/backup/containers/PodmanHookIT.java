package dev.holdfast.backup.containers;

class PodmanHookIT extends ContainerHookBehaviour {

    @Override
    TestEngine connect() {
        return TestEngine.podman();
    }
}
