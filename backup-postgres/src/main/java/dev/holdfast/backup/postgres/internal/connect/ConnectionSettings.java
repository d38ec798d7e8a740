package dev.holdfast.backup.postgres.internal.connect;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.Settings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is and how to log in; immutable.
 *
 * @param host a name or address, or {@code null} for the service's or the default
 * @param port the port, or 0 for the service's or the default
 * @param database the database, or {@code null} for the service's, which is the user's name by default
 * @param user the user, or {@code null} for the service's or the default
 * @param credentials what to log in with
 * @param service a name in the service file, or {@code null}
 * @param parameters further parameters by the names of the driver: {@code sslmode}
 */
public record ConnectionSettings(
        @Nullable String host,
        int port,
        @Nullable String database,
        @Nullable String user,
        Credentials credentials,
        @Nullable String service,
        Map<String, String> parameters) {

    /** The names of settings that make a connection. */
    public static final String URL = "url";

    /** See {@link #URL}. */
    public static final String HOST = "host";

    /** See {@link #URL}. */
    public static final String PORT = "port";

    /** See {@link #URL}. */
    public static final String DATABASE = "database";

    /** See {@link #URL}. */
    public static final String USER = "user";

    /** See {@link #URL}. */
    public static final String PASSWORD = "password";

    /** See {@link #URL}. */
    public static final String PASSFILE = "passfile";

    /** See {@link #URL}. */
    public static final String SERVICE = "service";

    /** See {@link #URL}. */
    public static final String SSLMODE = "sslmode";

    private static final int DEFAULT_PORT = 5432;

    /** Copies the parameters and validates the port. */
    public ConnectionSettings {
        Objects.requireNonNull(credentials, "credentials");
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        if (port < 0 || port > 65_535) {
            throw new ConfigurationException(Failure.of("HF-PG-001", "port " + port + " is not between 1 and 65535")
                    .hint("Give the port that the server listens on, which is 5432 by default."));
        }
        if (host != null && host.startsWith("/")) {
            throw new ConfigurationException(
                    Failure.of("HF-PG-001", "host " + host + " is a socket, which the driver cannot use")
                            .hint("Give a name or an address, such as 127.0.0.1."));
        }
    }

    /**
     * Reads the settings of a target.
     *
     * @param settings the settings
     * @return where its database is
     * @throws ConfigurationException {@code HF-PG-001} to {@code HF-PG-003} if they do not fit together
     */
    public static ConnectionSettings of(Settings settings) {
        Optional<String> url = settings.text(URL);
        ConnectionSettings base = url.isPresent() ? ConnectionUrl.parse(url.get()) : parts(settings);
        if (url.isPresent()) {
            for (String part : new String[] {HOST, PORT, SERVICE}) {
                if (settings.has(part)) {
                    throw new ConfigurationException(Failure.of("HF-PG-001", "url and " + part + " are both given")
                            .hint("Give either the url or its parts.")
                            .with("setting", part));
                }
            }
            if (settings.has(DATABASE)) {
                base = base.withDatabase(settings.requireText(DATABASE));
            }
        }
        Map<String, String> parameters = new LinkedHashMap<>(base.parameters());
        settings.text(SSLMODE).ifPresent(mode -> parameters.put(SSLMODE, mode));
        return new ConnectionSettings(
                base.host(),
                base.port(),
                base.database(),
                settings.text(USER).orElse(base.user()),
                credentials(settings),
                base.service(),
                parameters);
    }

    private static ConnectionSettings parts(Settings settings) {
        OptionalLong port = settings.integer(PORT);
        if (port.isPresent() && (port.getAsLong() < 1 || port.getAsLong() > 65_535)) {
            throw new ConfigurationException(
                    Failure.of("HF-PG-001", "port " + port.getAsLong() + " is not between 1 and 65535")
                            .hint("Give the port that the server listens on, which is 5432 by default.")
                            .with("setting", PORT));
        }
        String service = settings.text(SERVICE).orElse(null);
        String host = settings.text(HOST).orElse(service == null ? "localhost" : null);
        return new ConnectionSettings(
                host,
                (int) port.orElse(service == null ? DEFAULT_PORT : 0),
                settings.text(DATABASE).orElse(null),
                null,
                new Credentials.None(),
                service,
                Map.of());
    }

    private static Credentials credentials(Settings settings) {
        Optional<Secret> password = settings.secret(PASSWORD);
        if (password.isPresent() && settings.has(PASSFILE)) {
            throw new ConfigurationException(Failure.of("HF-PG-001", "password and passfile are both given")
                    .hint("Give one of them.")
                    .with("setting", PASSFILE));
        }
        if (password.isPresent()) {
            return new Credentials.Password(password.get());
        }
        return settings.path(PASSFILE)
                .<Credentials>map(Credentials.PassFile::new)
                .orElseGet(Credentials.None::new);
    }

    /**
     * Returns the same server and user with another database.
     *
     * @param name the database
     * @return a copy
     */
    public ConnectionSettings withDatabase(String name) {
        return new ConnectionSettings(host, port, name, user, credentials, service, parameters);
    }

    /**
     * Returns the place that an URL names, with the credentials of this one, and with its user where the URL names none.
     *
     * @param url a URL as a target's setting takes it
     * @return the other place
     * @throws ConfigurationException {@code HF-PG-002}, {@code HF-PG-003} if it is none
     */
    public ConnectionSettings at(String url) {
        ConnectionSettings other = ConnectionUrl.parse(url);
        return new ConnectionSettings(
                other.host(),
                other.port(),
                other.database() == null ? database : other.database(),
                other.user() == null ? user : other.user(),
                credentials,
                null,
                other.parameters());
    }

    /** {@return the place as a setting takes it, without user and credentials} */
    public String jdbcUrl() {
        return DriverProperties.url(this);
    }

    /** {@return host, port and database for people: {@code 127.0.0.1:5432/orders}} */
    public String display() {
        String place = service == null ? "" : "service " + service + " ";
        if (host != null) {
            place += host.contains(":") ? "[" + host + "]" : host;
        }
        if (port != 0) {
            place += ":" + port;
        }
        return place + "/" + (database == null ? "" : database);
    }

    /** {@return {@link #display()} with the user; never a secret} */
    @Override
    public String toString() {
        return (user == null ? "" : user + "@") + display();
    }
}
