package dev.holdfast.backup.postgres.internal.connect;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the tools take it: {@code host='…' dbname='…'}.
 *
 * <p>What is said there wins over variables and service files of whoever started this process, so that a tool never lands on another server.
 */
public final class ConnectionText {

    /** Parameters that driver and tools have under different names; the others of the driver's own are not for the tools. */
    private static final Map<String, String> NAMES = Map.of(
            "sslmode", "sslmode",
            "sslrootcert", "sslrootcert",
            "sslcert", "sslcert",
            "sslkey", "sslkey",
            "channelbinding", "channel_binding",
            "gssencmode", "gssencmode",
            "kerberosservername", "krbsrvname",
            "options", "options",
            "connecttimeout", "connect_timeout");

    private ConnectionText() {}

    /**
     * Writes a connection.
     *
     * @param settings where and as whom
     * @param inContainer whether the tool runs inside the server's own container, where the server is a neighbour
     * @param application the name to be seen under on the server
     * @param passFile where the tool finds the password, or {@code null}
     * @return the text; no secret is in it
     */
    public static String of(
            ConnectionSettings settings, boolean inContainer, String application, @Nullable String passFile) {
        Map<String, String> words = new LinkedHashMap<>();
        if (settings.service() != null && !inContainer) {
            words.put("service", settings.service());
        }
        if (inContainer) {
            // The port is that of the server inside, which its image tells by PGPORT if it is another than usual.
            words.put("host", "localhost");
        } else {
            putIfThere(words, "host", settings.host());
            putIfThere(words, "port", settings.port() == 0 ? null : Integer.toString(settings.port()));
        }
        putIfThere(words, "dbname", settings.database());
        putIfThere(words, "user", settings.user());
        settings.parameters().forEach((name, value) -> {
            String known = NAMES.get(name.toLowerCase(Locale.ROOT));
            boolean path = known != null && known.startsWith("ssl") && !known.equals("sslmode");
            if (known != null && !(inContainer && path)) {
                words.put(known, value);
            }
        });
        words.putIfAbsent("connect_timeout", "20");
        putIfThere(words, "passfile", passFile);
        words.put("application_name", application);
        StringBuilder text = new StringBuilder();
        words.forEach((name, value) -> text.append(text.isEmpty() ? "" : " ").append(word(name, value)));
        return text.toString();
    }

    private static String word(String name, String value) {
        return name + "='" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /**
     * Writes the name of a database where a tool takes a name, and takes some names for connections.
     *
     * @param name the name
     * @return what stands for it
     */
    public static String database(String name) {
        return name.contains("=") || name.contains("://") ? word("dbname", name) : name;
    }

    /**
     * Tells where the tools find the password if the settings name a file.
     *
     * @param settings where and as whom
     * @return the file, or {@code null}
     */
    public static @Nullable Path passFile(ConnectionSettings settings) {
        return settings.credentials() instanceof Credentials.PassFile file ? file.path() : null;
    }

    private static void putIfThere(Map<String, String> words, String name, @Nullable String value) {
        if (value != null) {
            words.put(name, value);
        }
    }
}
