package dev.holdfast.backup.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.config.Configuration;
import dev.holdfast.backup.config.ConfigurationTemplate;
import dev.holdfast.backup.config.JsonSchema;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.spi.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema is checked in; {@code -Dholdfast.docs.write=true} writes it anew. */
class PublishedSchemaTest {

    private static final Path FILE = Path.of("..", "docs", "reference", "holdfast.schema.json")
            .toAbsolutePath()
            .normalize();

    private static final String TESTKIT = "dev.holdfast.backup.testkit.";

    private final Providers found = Providers.discover(PublishedSchemaTest.class.getClassLoader());
    private final Providers providers = Providers.of(found.all().stream()
            .filter(info -> !info.className().startsWith(TESTKIT))
            .map(info -> made(info.className()))
            .toArray(Provider[]::new));

    @TempDir
    private Path home;

    @Test
    void the_schema_knows_the_types_of_the_command() throws IOException {
        String schema = JsonSchema.of(providers);
        if (Boolean.getBoolean("holdfast.docs.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, schema);
        }
        assertThat(FILE)
                .as("written anew by mvn -pl backup-cli -am test -Dtest=PublishedSchemaTest "
                        + "-Dsurefire.failIfNoSpecifiedTests=false -Dholdfast.docs.write=true")
                .hasContent(schema);
    }

    @Test
    void all_providers_of_the_command_load() {
        assertThat(found.broken()).isEmpty();
    }

    @Test
    void a_first_configuration_has_no_faults_and_neither_have_its_commented_lines() throws IOException {
        String text = ConfigurationTemplate.write(home, List.of(home.resolve("uploads")), home.resolve("backups"));
        for (String variant : List.of(text, text.replaceAll("(?m)^( +)# ([a-z-]+: )", "$1$2"))) {
            Path file = Files.writeString(home.resolve("holdfast.yaml"), variant);
            assertThat(Configuration.read(file, providers, name -> null).faults())
                    .as(variant)
                    .isEmpty();
        }
    }

    /** As a ServiceLoader does: by the public constructor without parameters. */
    private static Provider made(String className) {
        try {
            return (Provider) Class.forName(className).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(className, e);
        }
    }
}
