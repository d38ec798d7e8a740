package dev.holdfast.backup.postgres.everywhere;

/** Server and tools of this machine. */
class InstalledServerIT extends BackupAndRestore {

    @Override
    Scene begin() {
        return new InstalledScene();
    }
}
