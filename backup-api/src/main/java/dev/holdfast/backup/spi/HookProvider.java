package dev.holdfast.backup.spi;

/** Makes hooks of one type. */
public interface HookProvider extends Provider {

    /**
     * Makes the definition of a hook.
     *
     * @param name the hook's name
     * @param settings its settings
     * @return the definition
     * @throws dev.holdfast.backup.ConfigurationException if the settings do not fit
     */
    HookDefinition create(String name, Settings settings);
}
