package dev.holdfast.backup.spi;

/** Makes targets of one type. */
public interface TargetProvider extends Provider {

    /**
     * Makes the definition of a target.
     *
     * @param name the target's name
     * @param settings its settings
     * @return the definition
     * @throws dev.holdfast.backup.ConfigurationException if the settings do not fit
     */
    TargetDefinition create(String name, Settings settings);

    /**
     * Makes a target that only restores, from the backup alone, for a host whose configuration has no such target. By default a target
     * without settings.
     *
     * @param name the target's name
     * @return the definition
     * @throws dev.holdfast.backup.ConfigurationException if the type cannot do without settings
     */
    default TargetDefinition forRestore(String name) {
        return create(name, Settings.none());
    }

    /**
     * Proves a backup of this type without the target's configuration, beyond decoding it: a table of contents that parses, a database that
     * opens. By default nothing more is proven.
     *
     * @param from the backup
     * @param context the verification
     * @throws Exception a {@link dev.holdfast.backup.IntegrityException} if the backup is not good
     */
    default void verify(BackupReader from, RunContext context) throws Exception {}
}
