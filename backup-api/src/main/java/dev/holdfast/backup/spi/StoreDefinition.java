package dev.holdfast.backup.spi;

/** How to open a store. */
public interface StoreDefinition extends Definition<BackupStore> {

    /** {@return where it lies, for people and for finding two stores with one place; never a credential} */
    String location();
}
