package dev.holdfast.backup.spi;

/** Makes notifiers of one type. */
public interface NotifierProvider extends Provider {

    /**
     * Makes a notifier.
     *
     * @param name the notifier's name
     * @param settings its settings
     * @return the notifier
     * @throws dev.holdfast.backup.ConfigurationException if the settings do not fit
     */
    Notifier create(String name, Settings settings);
}
