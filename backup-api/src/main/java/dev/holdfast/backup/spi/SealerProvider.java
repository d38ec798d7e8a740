package dev.holdfast.backup.spi;

/** Makes sealers of one type; its type is the encoding. */
public interface SealerProvider extends Provider {

    /**
     * Makes a sealer.
     *
     * @param settings its settings
     * @return the sealer
     * @throws dev.holdfast.backup.ConfigurationException if the settings do not fit, or a key cannot be read
     */
    Sealer create(Settings settings);
}
