package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.config.ConfigurationFault;
import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.internal.text.References;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file from its bytes to the faults. */
public final class ConfigurationFile {

    private static final int MOST_BYTES = 1024 * 1024;

    private ConfigurationFile() {}

    /**
     * What a file says.
     *
     * @param configuration what is configured, or {@code null} if there are faults
     * @param faults what is wrong, in the order of the file
     * @param cause an unexpected exception among the faults, or {@code null}
     */
    public record Read(
            @Nullable HoldfastConfiguration configuration,
            List<ConfigurationFault> faults,
            @Nullable Throwable cause) {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @param providers the types there are
     * @param environment gives the value of a variable, or {@code null}
     * @return what it says
     */
    public static Read read(Path file, Providers providers, Function<String, @Nullable String> environment) {
        Faults faults = new Faults(file.toString());
        String text = text(file, faults);
        if (text == null) {
            return new Read(null, faults.list(new SourceText("")), null);
        }
        SourceText source = new SourceText(text);
        Path absolute = file.toAbsolutePath().normalize();
        Path base = absolute.getParent() == null ? absolute : absolute.getParent();
        Optional<Value> root;
        try {
            root = new YamlReader(faults).read(text);
        } catch (YamlReader.SyntaxException e) {
            return new Read(null, List.of(syntax(file, source, e)), null);
        }
        if (root.isEmpty() || (root.get() instanceof Value.Scalar scalar && scalar.absent())) {
            faults.addToFile("HF-CFG-008", "it is empty", "Write an example with \"holdfast init --force\".");
            return new Read(null, faults.list(source), null);
        }
        Reading reading = new Reading(source, faults, new References(base, environment), base);
        if (!(root.get() instanceof Value.Mapping mapping)) {
            reading.hide(root.get());
            reading.wrong(
                    root.get(), "the file", "a mapping", "It begins with \"stores:\", \"targets:\" and \"jobs:\".");
            return new Read(null, faults.list(source), null);
        }
        Section section = new Section(reading, mapping, Place.BEGIN, "");
        HoldfastConfiguration configuration = new ConfigurationBinder(reading, providers, base).bind(section);
        List<ConfigurationFault> found = faults.list(source);
        return new Read(
                found.isEmpty() ? configuration : null, found, faults.cause().orElse(null));
    }

    private static ConfigurationFault syntax(Path file, SourceText source, YamlReader.SyntaxException e) {
        Place place = e.place();
        String problem = e.getMessage() == null ? "it is no YAML" : e.getMessage();
        return new ConfigurationFault(
                "HF-CFG-007",
                file.toString(),
                place.line() + 1,
                place.column() + 1,
                "invalid YAML: " + problem.replace('\n', ' '),
                e.hint(),
                source.cautiousSnippet(place));
    }

    private static @Nullable String text(Path file, Faults faults) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                faults.addToFile("HF-CFG-006", "it is larger than 1 MiB", "Is it the right file?");
                return null;
            }
            return decode(bytes, faults);
        } catch (NoSuchFileException e) {
            faults.addToFile(
                    "HF-CFG-005",
                    "there is no such file",
                    "Write one with \"holdfast init\", or name another with -c FILE.");
        } catch (AccessDeniedException e) {
            faults.addToFile("HF-CFG-006", "it may not be read by this user", "Give this user the right to read it.");
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "it is a directory" : "it cannot be read: " + e.getMessage();
            faults.addToFile("HF-CFG-006", why, "Name a file that can be read.");
        }
        return null;
    }

    private static @Nullable String decode(byte[] bytes, Faults faults) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (result.isError()) {
            long line = text.toString().chars().filter(c -> c == '\n').count() + 1;
            faults.addToFile("HF-CFG-007", "line " + line + " is not UTF-8", "Save the file in the encoding UTF-8.");
            return null;
        }
        String decoded = text.toString();
        return decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
    }

    /**
     * Lists faults for one message.
     *
     * @param faults two or more
     * @return their reports, apart by empty lines
     */
    public static String report(List<ConfigurationFault> faults) {
        List<String> reports = new ArrayList<>();
        faults.forEach(fault -> reports.add(fault.report()));
        return String.join("\n\n", reports);
    }
}
