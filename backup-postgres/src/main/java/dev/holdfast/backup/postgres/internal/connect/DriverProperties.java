package dev.holdfast.backup.postgres.internal.connect;

import dev.holdfast.backup.spi.Deadline;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;

/** What the driver is told. */
final class DriverProperties {

    private DriverProperties() {}

    static String url(ConnectionSettings settings) {
        String service = settings.service();
        if (service != null && settings.host() == null && settings.port() == 0) {
            // Slashes before the database would stand for a host of no name, and win over that of the service.
            String database = settings.database() == null ? "///" : encode(settings.database());
            return "jdbc:postgresql:" + database + "?service=" + encode(service);
        }
        StringBuilder url = new StringBuilder("jdbc:postgresql://");
        String host = settings.host();
        if (host != null) {
            url.append(host.contains(":") ? "[" + host + "]" : host);
        }
        if (settings.port() != 0) {
            url.append(':').append(settings.port());
        }
        url.append('/');
        if (settings.database() != null) {
            url.append(encode(settings.database()));
        }
        if (service != null) {
            url.append("?service=").append(encode(service));
        }
        return url.toString();
    }

    /** The driver decodes names as forms are, so that a space may be a plus sign. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static Properties of(ConnectionSettings settings, String application, Deadline connect, Deadline answer) {
        Properties properties = new Properties();
        for (Map.Entry<String, String> parameter : settings.parameters().entrySet()) {
            properties.setProperty(parameter.getKey(), parameter.getValue());
        }
        if (settings.user() != null) {
            properties.setProperty("user", settings.user());
        }
        PasswordLookup.of(settings).ifPresent(password -> properties.setProperty("password", new String(password)));
        properties.setProperty("ApplicationName", application);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", seconds(connect));
        properties.setProperty("socketTimeout", seconds(answer));
        properties.setProperty("cancelSignalTimeout", "2");
        // The driver's own way to start a thread for the login is not needed: both ends of it have bounds.
        properties.setProperty("loginTimeout", "0");
        return properties;
    }

    private static String seconds(Deadline deadline) {
        long seconds = Math.max(1, deadline.remaining().toSeconds());
        // The driver counts milliseconds in an int.
        return Long.toString(Math.min(seconds, Integer.MAX_VALUE / 1000));
    }
}
