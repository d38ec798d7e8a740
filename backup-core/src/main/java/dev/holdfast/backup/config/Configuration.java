package dev.holdfast.backup.config;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.internal.config.ConfigurationFile;
import dev.holdfast.backup.internal.text.References;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file that was read, with all its faults.
 *
 * <p>The file is one YAML 1.2 document. Relative paths in it begin at the file. In every value <code>${env:NAME}</code> stands for an
 * environment variable and <code>${file:path}</code> for the content of a file, without one newline at its end; <code>$${</code> stands for
 * the characters <code>${</code>. Values of secret settings are never shown, whatever is wrong with them.
 *
 * <p>Reading opens no participant, connects to nothing and changes nothing.
 */
public final class Configuration {

    private final String file;
    private final ConfigurationFile.Read read;

    private Configuration(String file, ConfigurationFile.Read read) {
        this.file = file;
        this.read = read;
    }

    /**
     * Reads a file and fails if anything is wrong with it.
     *
     * @param file the file; relative to the working directory
     * @param providers the types there are
     * @param environment gives the value of an environment variable, or {@code null} if it is not set; {@code System::getenv} in a command
     * @return what it configures
     * @throws ConfigurationException see {@link #orThrow()}
     */
    public static HoldfastConfiguration load(
            Path file, Providers providers, Function<String, @Nullable String> environment) {
        return read(file, providers, environment).orThrow();
    }

    /**
     * Reads a file.
     *
     * @param file the file; relative to the working directory
     * @param providers the types there are
     * @param environment gives the value of an environment variable, or {@code null} if it is not set
     * @return what was read; it has faults or a configuration
     */
    public static Configuration read(Path file, Providers providers, Function<String, @Nullable String> environment) {
        Objects.requireNonNull(providers, "providers");
        Objects.requireNonNull(environment, "environment");
        return new Configuration(file.toString(), ConfigurationFile.read(file, providers, environment));
    }

    /**
     * Reads a secret again from where it came.
     *
     * @param reference what {@link Secret#reference()} returned
     * @param environment gives the value of an environment variable, or {@code null} if it is not set
     * @return the secret as it is now
     * @throws ConfigurationException {@code HF-CFG-022} if the variable or file is not there, {@code HF-CFG-023} if it is no reference
     */
    public static Secret secret(String reference, Function<String, @Nullable String> environment) {
        References.Resolved resolved = new References(Path.of("").toAbsolutePath(), environment).resolve(reference);
        for (Failure failure : resolved.failures()) {
            throw new ConfigurationException(failure);
        }
        return Secret.referenced(resolved.text().toCharArray(), resolved.reference());
    }

    /** {@return all that is wrong, in the order of the file; nothing if it is sound} */
    public List<ConfigurationFault> faults() {
        return read.faults();
    }

    /**
     * Returns what is configured.
     *
     * @return stores, targets and jobs
     * @throws ConfigurationException if there are faults. For one fault: its code, its {@linkplain ConfigurationFault#text() text} as message
     *     and its hint. For several: {@code HF-CFG-004}, and all their {@linkplain ConfigurationFault#report() reports} in the message, which
     *     then has many lines
     */
    public HoldfastConfiguration orThrow() {
        HoldfastConfiguration configuration = read.configuration();
        if (configuration != null) {
            return configuration;
        }
        List<ConfigurationFault> faults = read.faults();
        Failure failure = faults.size() == 1
                ? Failure.of(faults.get(0).code(), faults.get(0).text())
                        .hint(faults.get(0).hint())
                        .with("place", faults.get(0).place())
                : Failure.of(
                                "HF-CFG-004",
                                faults.size() + " faults in " + file + "\n\n" + ConfigurationFile.report(faults))
                        .hint("Nothing was begun; correct them and try again.")
                        .with("faults", faults.size());
        throw new ConfigurationException(failure.with("file", file), read.cause());
    }
}
