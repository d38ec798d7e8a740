package dev.holdfast.backup.postgres.internal.connect;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the URLs of databases: those of the driver ({@code jdbc:postgresql:…}) and those of the tools ({@code postgresql://…}). */
final class ConnectionUrl {

    private static final Pattern FORM = Pattern.compile("(?:jdbc:)?(?:postgresql|postgres):(?://(?<authority>[^/?]*)"
            + "(?:/(?<path>[^?]*))?|(?<alone>[^/?]+))(?:\\?(?<query>.*))?");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:(?<user>[^@]*)@)?(?<host>\\[[^]]*]|[^:]*)(?::(?<port>\\d{1,5}))?");
    private static final Set<String> SECRETS = Set.of("password", "sslpassword");

    private ConnectionUrl() {}

    static ConnectionSettings parse(String url) {
        Matcher matcher = FORM.matcher(url.trim());
        if (!matcher.matches()) {
            throw malformed(url);
        }
        Map<String, String> parameters = parameters(url, matcher.group("query"));
        String user = parameters.remove("user");
        String database = blankToNull(decode(matcher.group("path")));
        if (matcher.group("alone") != null) {
            return settings("localhost", "", decode(matcher.group("alone")), user, parameters);
        }
        String authority = matcher.group("authority");
        if (authority.contains(",")) {
            throw new ConfigurationException(Failure.of("HF-PG-002", "the url names several hosts")
                    .hint("Name the one server to back up; a standby is a good choice."));
        }
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw malformed(url);
        }
        String login = parts.group("user");
        if (login != null && login.contains(":")) {
            throw password();
        }
        String host = parts.group("host");
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        return settings(
                host.isEmpty() ? "localhost" : decode(host),
                parts.group("port") == null ? "" : parts.group("port"),
                database,
                login == null || login.isEmpty() ? user : decode(login),
                parameters);
    }

    private static ConnectionSettings settings(
            String host, String port, @Nullable String database, @Nullable String user, Map<String, String> more) {
        String service = more.remove("service");
        boolean plain = service == null;
        return new ConnectionSettings(
                plain || !host.equals("localhost") ? host : null,
                port.isEmpty() ? plain ? 5432 : 0 : Integer.parseInt(port),
                database,
                user,
                new Credentials.None(),
                service,
                more);
    }

    private static Map<String, String> parameters(String url, @Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw malformed(url);
            }
            String name = decode(pair.substring(0, equals));
            if (SECRETS.contains(name.toLowerCase(Locale.ROOT))) {
                throw password();
            }
            parameters.put(name, decode(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decode(@Nullable String text) {
        if (text == null) {
            return "";
        }
        try {
            // A plus sign is itself in a URL of this kind.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed(text);
        }
    }

    private static @Nullable String blankToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The text is not shown: what is malformed may hold a password where nobody looks for one. */
    private static ConfigurationException malformed(String url) {
        String begin = url.startsWith("jdbc:") ? "it begins with jdbc:" : "it does not begin with jdbc:postgresql:";
        return new ConfigurationException(
                Failure.of("HF-PG-002", "the url is not one of a PostgreSQL database; " + begin)
                        .hint("Write jdbc:postgresql://HOST:PORT/DATABASE."));
    }

    private static ConfigurationException password() {
        return new ConfigurationException(Failure.of("HF-PG-003", "the url holds a password")
                .hint("Take it out of the url and give it as the setting password, which is never shown or written."));
    }
}
