package dev.holdfast.backup.spi;

/** Makes openers of one type; its type is the encoding. */
public interface OpenerProvider extends Provider {

    /**
     * Makes an opener.
     *
     * @param settings its settings
     * @return the opener
     * @throws dev.holdfast.backup.ConfigurationException if the settings do not fit, or a key cannot be read
     */
    Opener create(Settings settings);
}
