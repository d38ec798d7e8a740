package dev.holdfast.backup.spi;

/** Makes archivers of one format; its type is the format. */
public interface ArchiverProvider extends Provider {

    /**
     * Makes an archiver.
     *
     * @param settings its settings; none when a backup is read
     * @return the archiver
     * @throws dev.holdfast.backup.ConfigurationException if the settings do not fit
     */
    Archiver create(Settings settings);

    /** {@return the compression that suits the format if the job names none: {@code none} for a format that compresses by itself} */
    default String defaultCompression() {
        return "zstd";
    }
}
