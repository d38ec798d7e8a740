package dev.holdfast.backup.containers;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.containers.internal.docker.Endpoint;
import dev.holdfast.backup.containers.internal.docker.EndpointChoice;
import dev.holdfast.backup.containers.internal.docker.EngineKind;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an engine is, as hooks and targets are told it. */
final class EngineSettings {

    static final String HOST = "host";
    static final String TLS_DIRECTORY = "tls-directory";
    static final String FROM_ENVIRONMENT = "from-environment";

    private EngineSettings() {}

    static List<Setting> of(EngineKind kind) {
        return List.of(
                Setting.optional(HOST, SettingType.TEXT, "The engine: unix:///path/of/socket or tcp://host:port.")
                        .byDefault(kind.socket()),
                Setting.optional(
                        TLS_DIRECTORY,
                        SettingType.PATH,
                        "For tcp: where ca.pem is, and cert.pem and key.pem if the engine asks who we are."),
                Setting.optional(
                                FROM_ENVIRONMENT,
                                SettingType.FLAG,
                                "Let DOCKER_HOST and its like name the engine where host does not.")
                        .byDefault("false"));
    }

    /**
     * Reads them.
     *
     * @param kind the engine
     * @param settings the settings
     * @return what they say
     * @throws ConfigurationException {@code HF-CTR-021} if a text names no engine
     */
    static EndpointChoice read(EngineKind kind, Settings settings) {
        @Nullable String host = settings.text(HOST).orElse(null);
        @Nullable Path tls = settings.path(TLS_DIRECTORY).orElse(null);
        if (host != null) {
            // Reads the text.
            new Endpoint(host, tls);
        }
        return new EndpointChoice(kind, host, tls, settings.flag(FROM_ENVIRONMENT, false));
    }
}
