package dev.holdfast.backup.spi;

/** Makes compressors of one type; its type is the encoding. */
public interface CompressorProvider extends Provider {

    /**
     * Makes a compressor.
     *
     * @param settings its settings, such as {@code level}; none when a backup is read
     * @return the compressor
     * @throws dev.holdfast.backup.ConfigurationException if the settings do not fit
     */
    Compressor create(Settings settings);
}
