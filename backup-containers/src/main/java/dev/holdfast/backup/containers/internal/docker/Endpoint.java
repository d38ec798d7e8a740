package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine listens.
 *
 * @param host {@code unix:///path/of/socket} or {@code tcp://host:port}
 * @param tls the directory with {@code ca.pem}, {@code cert.pem} and {@code key.pem}, or {@code null} for a connection without TLS
 */
public record Endpoint(String host, @Nullable Path tls) {

    private static final String SOCKET = "unix://";
    private static final String TCP = "tcp://";
    private static final int PLAIN_PORT = 2375;
    private static final int TLS_PORT = 2376;

    /**
     * Validates the text.
     *
     * @param host {@code unix:///path/of/socket} or {@code tcp://host:port}
     * @param tls the directory with certificates and key, or {@code null}
     * @throws ConfigurationException {@code HF-CTR-021} if the text names no endpoint
     */
    public Endpoint {
        if (host.startsWith(SOCKET)) {
            if (!host.startsWith("/", SOCKET.length())) {
                throw invalid(host, "a socket has an absolute path");
            }
            if (tls != null) {
                throw invalid(host, "a socket has no TLS");
            }
        } else if (host.startsWith(TCP)) {
            URI uri = parse(host);
            if (uri.getHost() == null) {
                throw invalid(host, "it has no host");
            }
        } else {
            throw invalid(host, "it begins neither with unix:// nor with tcp://");
        }
    }

    private static URI parse(String host) {
        try {
            return new URI(host);
        } catch (URISyntaxException e) {
            throw invalid(host, "it is no address");
        }
    }

    private static ConfigurationException invalid(String host, String why) {
        return new ConfigurationException(Failure.of("HF-CTR-021", "cannot reach an engine at " + host + ": " + why)
                .hint("Write unix:///path/of/socket, or tcp://host:port together with tls-directory.")
                .with("host", host));
    }

    /** {@return whether it is a socket of this machine} */
    boolean isSocket() {
        return host.startsWith(SOCKET);
    }

    /** {@return the endpoint as an address with a port} */
    URI uri() {
        try {
            if (isSocket()) {
                return new URI("unix", "", host.substring(SOCKET.length()), null);
            }
            URI uri = parse(host);
            int port = uri.getPort() >= 0 ? uri.getPort() : tls == null ? PLAIN_PORT : TLS_PORT;
            return new URI("tcp", null, uri.getHost(), port, null, null, null);
        } catch (URISyntaxException e) {
            throw invalid(host, "it is no address");
        }
    }
}
