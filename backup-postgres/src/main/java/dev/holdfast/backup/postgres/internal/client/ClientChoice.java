package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.spi.Settings;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where to take the tools from, as a target's setting says it. */
public sealed interface ClientChoice {

    /** The name of the setting. */
    String SETTING = "client";

    /** The best of those installed on this machine. */
    record Auto() implements ClientChoice {}

    /**
     * Those of one directory.
     *
     * @param path the directory, or its parent
     */
    record Directory(Path path) implements ClientChoice {}

    /**
     * Those inside a container.
     *
     * @param container its name
     */
    record Docker(String container) implements ClientChoice {

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

        /** Requires a name that a command line cannot take for something else. */
        public Docker {
            if (!NAME.matcher(container).matches()) {
                throw new ConfigurationException(
                        Failure.of("HF-PG-001", "\"" + container + "\" is not the name of a container")
                                .hint("Write client: docker:NAME with the name or id that docker ps shows.")
                                .with("setting", SETTING));
            }
        }
    }

    /**
     * Reads the setting.
     *
     * @param settings of a target
     * @return the choice
     */
    static ClientChoice of(Settings settings) {
        String text = settings.text(SETTING).orElse("auto");
        if (text.equals("auto")) {
            return new Auto();
        }
        if (text.startsWith("docker:")) {
            return new Docker(text.substring("docker:".length()));
        }
        return new Directory(Path.of(text));
    }
}
