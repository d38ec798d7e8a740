package dev.holdfast.backup.spi;

/**
 * Reads a section of the configuration file that the engine itself does not know, into a value that other modules look for.
 *
 * <p>The section is a mapping of the provider's settings, at the top of the file, in each job, or below a key of its own at the top of the file.
 * What {@code create} refuses is reported at the place in the file; the context {@code setting} of its exception says at which setting.
 *
 * @param <T> the value
 */
public interface SectionProvider<T> extends Provider {

    /** The {@link #parent()} of sections at the top of the file. */
    String FILE = "";

    /** The {@link #parent()} of sections in each job. */
    String JOB = "jobs";

    /**
     * Returns what the section is in.
     *
     * @return {@link #FILE}, {@link #JOB}, or another key at the top of the file, which then has such sections alone; always the same
     */
    String parent();

    /** {@return the key of the section; the type by default; always the same} */
    default String key() {
        return type();
    }

    /** {@return in one sentence, what the section says} */
    String help();

    /** {@return the class of the value, which no two sections of one parent share} */
    Class<T> section();

    /**
     * Makes the value.
     *
     * @param settings the section's settings
     * @return the value: immutable
     * @throws dev.holdfast.backup.ConfigurationException if the settings do not fit
     */
    T create(Settings settings);
}
