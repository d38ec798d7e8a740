package dev.holdfast.backup.containers.internal.docker;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a hook chooses its endpoint: what its settings say; else, if it may look, what the environment says; else where the engine listens by default.
 *
 * @param kind the engine
 * @param host what the settings say, or {@code null}
 * @param tls the directory for TLS that the settings name, or {@code null}
 * @param fromEnvironment whether the environment may be asked
 */
public record EndpointChoice(
        EngineKind kind, @Nullable String host, @Nullable Path tls, boolean fromEnvironment) {

    /**
     * Chooses.
     *
     * @param environment the value of each variable, or {@code null}
     * @return the endpoint
     */
    public Endpoint choose(Function<String, @Nullable String> environment) {
        if (host != null) {
            return new Endpoint(host, tls);
        }
        if (fromEnvironment) {
            for (String variable : kind.variables()) {
                String value = environment.apply(variable);
                if (value != null && !value.isBlank()) {
                    return named(value.strip(), environment);
                }
            }
            String own = environment.apply("XDG_RUNTIME_DIR");
            if (own != null && !own.isBlank() && EngineEnvironment.isSocket(Path.of(own, kind.ownSocket()))) {
                return new Endpoint("unix://" + Path.of(own, kind.ownSocket()), null);
            }
        }
        return new Endpoint(kind.socket(), null);
    }

    private Endpoint named(String value, Function<String, @Nullable String> environment) {
        if (tls != null || value.startsWith("unix://")) {
            return new Endpoint(value, value.startsWith("unix://") ? null : tls);
        }
        String verify = environment.apply("DOCKER_TLS_VERIFY");
        String certificates = environment.apply("DOCKER_CERT_PATH");
        boolean secured = verify != null && !verify.isBlank();
        return new Endpoint(value, secured && certificates != null ? Path.of(certificates) : null);
    }

    /** {@return the endpoint, by the environment of this process where it may be asked} */
    public Endpoint choose() {
        return choose(EngineEnvironment::variable);
    }
}
