package dev.holdfast.backup.postgres.everywhere;

/** A server in a container, by network, with the tools of this machine. */
class ServerInContainerIT extends BackupAndRestore {

    @Override
    Scene begin() {
        return ContainerScene.withToolsHere();
    }
}
