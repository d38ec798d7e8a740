package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.config.Configuration;
import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.engine.Providers;

/** Reads the configuration file that the options name. */
final class ConfigurationReader {

    private ConfigurationReader() {}

    static HoldfastConfiguration read(CommandContext context, Providers providers) {
        return Configuration.load(
                context.configurationFile(), providers, context.host().environment()::get);
    }
}
