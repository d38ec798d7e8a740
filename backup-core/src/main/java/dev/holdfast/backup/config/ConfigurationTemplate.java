package dev.holdfast.backup.config;

import dev.holdfast.backup.Names;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a first configuration file with comments, for what was found on a machine. What it writes has no faults; each commented line that
 * holds a key has none either once its {@code #} is taken away.
 */
public final class ConfigurationTemplate {

    private ConfigurationTemplate() {}

    /**
     * Writes a configuration that protects directories with the target type {@code files}, in a store of type {@code directory}.
     *
     * @param home the directory that the file will lie in, absolute; paths below it are written relative
     * @param protect what to protect; if there is nothing, an example that has to be changed
     * @param store where backups will lie
     * @return the file's content
     */
    public static String write(Path home, List<Path> protect, Path store) {
        Objects.requireNonNull(home, "home");
        Map<String, String> targets = new LinkedHashMap<>();
        for (Path path : protect) {
            targets.put(unused(name(path), targets), quoted(written(home, path)));
        }
        boolean found = !targets.isEmpty();
        if (!found) {
            targets.put("data", quoted("./data"));
        }
        StringBuilder text = new StringBuilder();
        text.append("""
                # What Holdfast protects, where backups lie, and what is kept. After a change: holdfast check
                # Relative paths begin at this file. In every value, ${env:NAME} stands for an environment variable and
                # ${file:path} for the content of a file: so secrets stay out of here.

                # Journals, history and caches of this machine.
                state: .holdfast

                stores:
                  local:
                    type: directory
                    # Better on another disk than what is protected.
                    path: %s

                targets:
                """.formatted(quoted(written(home, store))));
        if (!found) {
            text.append("  # Nothing was found to protect: write your own directories here.\n");
        }
        targets.forEach((name, path) -> text.append("""
                  %s:
                    type: files
                    paths: [%s]
                    # exclude: ["**/*.tmp", "**/cache/**"]
                    # one-file-system: true
                """.formatted(name, path).indent(2)));
        text.append("""

                jobs:
                  nightly:
                    targets: [%s]
                    stores: [local]
                    # archive: { format: tar, compression: zstd, level: 3 }
                    # The newest 7, and the newest of each of 14 days, 8 weeks and 12 months; see: holdfast expire --dry-run
                    keep: { last: 7, daily: 14, weekly: 8, monthly: 12 }
                    # A backup counts when it was read back and decoded; "stored" only compares digests, and is faster.
                    verify: decoded
                    # timeout: 6h
                    # labels: { site: berlin }
                """.formatted(String.join(", ", targets.keySet())));
        return text.toString();
    }

    private static String written(Path home, Path path) {
        Path base = home.normalize();
        Path absolute = base.resolve(path).normalize();
        if (absolute.equals(base)) {
            return ".";
        }
        return absolute.startsWith(base) ? "./" + base.relativize(absolute) : absolute.toString();
    }

    /** Makes a name of the last part of a path: {@code My Photos} becomes {@code my-photos}. */
    private static String name(Path path) {
        Path last = path.normalize().getFileName();
        String text = last == null ? "" : last.toString();
        String plain = Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        String name = plain.substring(0, Math.min(plain.length(), Names.MAX_LENGTH - 10));
        return name.isEmpty() ? "files" : name;
    }

    private static String unused(String name, Map<String, String> used) {
        String unused = name;
        for (int i = 2; used.containsKey(unused); i++) {
            unused = name + "-" + i;
        }
        return unused;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.replace("${", "$${").codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF) {
                quoted.append(String.format(Locale.ROOT, "\\u%04X", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
