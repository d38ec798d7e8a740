package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;

/** Makes the exceptions for schedules that make no sense. */
final class ScheduleFault {

    private ScheduleFault() {}

    /** The setting is where a configuration file would have it, so that a reader can point there. */
    static ConfigurationException of(String code, String setting, String message, String hint) {
        return new ConfigurationException(Failure.of(code, message).hint(hint).with("setting", setting));
    }

    static ConfigurationException of(String code, String setting, String message, String hint, Exception cause) {
        return new ConfigurationException(Failure.of(code, message).hint(hint).with("setting", setting), cause);
    }
}
