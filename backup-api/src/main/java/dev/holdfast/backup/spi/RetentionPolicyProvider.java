package dev.holdfast.backup.spi;

/** Makes retention policies of one type. */
public interface RetentionPolicyProvider extends Provider {

    /**
     * Makes a policy.
     *
     * @param settings its settings
     * @return the policy
     * @throws dev.holdfast.backup.ConfigurationException if the settings do not fit
     */
    RetentionPolicy create(Settings settings);
}
