package dev.holdfast.backup.internal.text;

import dev.holdfast.backup.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replaces <code>${env:NAME}</code> and <code>${file:path}</code> in texts; <code>$${</code> stands for <code>${</code>. A relative path
 * begins at the configuration file, and of a file's content one newline at the end is left out.
 */
public final class References {

    /** No password is longer; a larger file was named by mistake. */
    private static final int MOST_BYTES = 64 * 1024;

    private final Path base;
    private final Function<String, @Nullable String> environment;

    /**
     * Makes the replacer.
     *
     * @param base where relative paths begin, absolute
     * @param environment gives the value of a variable, or {@code null}
     */
    public References(Path base, Function<String, @Nullable String> environment) {
        this.base = base;
        this.environment = environment;
    }

    /**
     * What became of a text.
     *
     * @param text the text with everything replaced
     * @param reference the text as it was, with absolute paths: it can be replaced again from anywhere
     * @param replaced whether anything was
     * @param failures what could not be; if there are any, the text is of no use
     */
    public record Resolved(String text, String reference, boolean replaced, List<Failure> failures) {}

    /**
     * Replaces all references in a text.
     *
     * @param text the text
     * @return what became of it
     */
    public Resolved resolve(String text) {
        StringBuilder value = new StringBuilder();
        StringBuilder reference = new StringBuilder();
        List<Failure> failures = new ArrayList<>();
        boolean replaced = false;
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("$${", at)) {
                value.append("${");
                reference.append("$${");
                at += 3;
            } else if (text.startsWith("${", at)) {
                int end = text.indexOf('}', at);
                if (end < 0) {
                    failures.add(malformed("a reference has no end"));
                    break;
                }
                replaced = true;
                replace(text.substring(at + 2, end), value, reference, failures);
                at = end + 1;
            } else {
                value.append(text.charAt(at));
                reference.append(text.charAt(at));
                at++;
            }
        }
        return new Resolved(value.toString(), reference.toString(), replaced, failures);
    }

    private void replace(String inner, StringBuilder value, StringBuilder reference, List<Failure> failures) {
        int colon = inner.indexOf(':');
        String scheme = colon < 0 ? inner : inner.substring(0, colon);
        String rest = colon < 0 ? "" : inner.substring(colon + 1);
        if (rest.isEmpty() || !(scheme.equals("env") || scheme.equals("file"))) {
            failures.add(malformed("\"${" + inner + "}\" is no reference"));
        } else if (scheme.equals("env")) {
            reference.append("${").append(inner).append('}');
            String found = environment.apply(rest);
            if (found == null) {
                failures.add(Failure.of("HF-CFG-022", "environment variable " + rest + " is not set")
                        .hint("Set it for the process that runs holdfast."));
            } else {
                value.append(found);
            }
        } else {
            file(rest, value, reference, failures);
        }
    }

    private void file(String name, StringBuilder value, StringBuilder reference, List<Failure> failures) {
        Path path;
        try {
            path = base.resolve(name).normalize();
        } catch (InvalidPathException e) {
            failures.add(malformed("\"" + name + "\" is no path"));
            return;
        }
        reference.append("${file:").append(path).append('}');
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                failures.add(unreadable(path, "is larger than 64 KiB"));
                return;
            }
            String content = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            value.append(withoutNewline(content));
        } catch (NoSuchFileException e) {
            failures.add(unreadable(path, "does not exist"));
        } catch (AccessDeniedException e) {
            failures.add(unreadable(path, "may not be read by this user"));
        } catch (CharacterCodingException e) {
            failures.add(unreadable(path, "is not UTF-8"));
        } catch (IOException e) {
            failures.add(unreadable(path, Files.isDirectory(path) ? "is a directory" : "cannot be read"));
        }
    }

    private static String withoutNewline(String content) {
        if (content.endsWith("\r\n")) {
            return content.substring(0, content.length() - 2);
        }
        return content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
    }

    private static Failure unreadable(Path path, String why) {
        return Failure.of("HF-CFG-022", "file " + path + " " + why)
                .hint("Write the value into that file, readable by the user that runs holdfast.");
    }

    private static Failure malformed(String what) {
        return Failure.of("HF-CFG-023", what)
                .hint("Write ${env:NAME} or ${file:path}; $${ stands for the characters ${.");
    }
}
