package dev.holdfast.backup.spi;

/** Makes stores of one type. */
public interface StoreProvider extends Provider {

    /**
     * Makes the definition of a store.
     *
     * @param name the store's name
     * @param settings its settings
     * @return the definition
     * @throws dev.holdfast.backup.ConfigurationException if the settings do not fit
     */
    StoreDefinition create(String name, Settings settings);
}
