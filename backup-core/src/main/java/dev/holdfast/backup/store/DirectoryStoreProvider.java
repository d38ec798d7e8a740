package dev.holdfast.backup.store;

/** Makes directory stores. */
public final class DirectoryStoreProvider {

    /** Makes the provider. */
    public DirectoryStoreProvider() {}
}
