package dev.holdfast.backup.engine;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Tells which jar or directory something comes from. */
final class CodeSources {

    private static final String UNKNOWN = "?";

    private CodeSources() {}

    /**
     * Returns where a class was loaded from.
     *
     * @param type the class
     * @return the path of its jar or directory, or {@code "?"}
     */
    static String of(Class<?> type) {
        ProtectionDomain domain = type.getProtectionDomain();
        CodeSource source = domain == null ? null : domain.getCodeSource();
        return source == null ? UNKNOWN : path(source.getLocation());
    }

    /**
     * Returns the jar or directory that a resource lies in.
     *
     * @param resource the resource's address
     * @param name its name
     * @return the path, or the address if it is no file
     */
    static String ofResource(URL resource, String name) {
        String text = resource.toString();
        String root = text.endsWith(name) ? text.substring(0, text.length() - name.length()) : text;
        if (root.startsWith("jar:") && root.endsWith("!/")) {
            root = root.substring("jar:".length(), root.length() - "!/".length());
        }
        try {
            return Path.of(new URI(root)).toString();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return root;
        }
    }

    private static String path(@Nullable URL location) {
        if (location == null) {
            return UNKNOWN;
        }
        try {
            return Path.of(location.toURI()).toString();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return location.toString();
        }
    }
}
