package dev.holdfast.backup.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.engine.Sections;
import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sections of the file that other modules read. */
class SectionsTest {

    private static final String REST = """
            stores: { local: { type: box, path: ./backups } }
            targets: { uploads: { type: tree, paths: [./uploads] } }
            """;

    private record Pace(long steps) {}

    private record Room(long steps) {}

    /** A section with one number. */
    private static class Numbered<T> implements SectionProvider<T> {
        private final String type;
        private final String parent;
        private final String key;
        private final Class<T> section;

        Numbered(String type, String parent, String key, Class<T> section) {
            this.type = type;
            this.parent = parent;
            this.key = key;
            this.section = section;
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public String parent() {
            return parent;
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        public String help() {
            return "A number of steps.";
        }

        @Override
        public List<Setting> settings() {
            return List.of(Setting.required("steps", SettingType.INTEGER, "How many steps."));
        }

        @Override
        public Class<T> section() {
            return section;
        }

        @Override
        public T create(Settings settings) {
            long steps = settings.integer("steps").orElseThrow();
            if (steps > 9) {
                throw new ConfigurationException(
                        Failure.of("XX-STEP-001", steps + " steps are too many").with("setting", "steps"));
            }
            return section.cast(section == Pace.class ? new Pace(steps) : new Room(steps));
        }
    }

    private static final class OfJobs extends Numbered<Pace> {
        OfJobs() {
            super("pace", SectionProvider.JOB, "pace", Pace.class);
        }
    }

    private static final class OfFile extends Numbered<Pace> {
        OfFile() {
            super("file-pace", SectionProvider.FILE, "pace", Pace.class);
        }
    }

    private static final class OfGroup extends Numbered<Room> {
        OfGroup() {
            super("room-of-house", "house", "room", Room.class);
        }
    }

    @TempDir
    private Path directory;

    private Configuration read(String text, Providers providers) throws IOException {
        return Configuration.read(
                Files.writeString(directory.resolve("holdfast.yaml"), REST + text), providers, name -> null);
    }

    private static Providers all() {
        return TestTypes.all().with(new OfJobs(), new OfFile(), new OfGroup());
    }

    @Test
    void sections_come_from_the_file_from_jobs_and_from_groups() throws IOException {
        HoldfastConfiguration configuration = read("""
                pace: { steps: 1 }
                house: { room: { steps: 2 } }
                jobs:
                  slow: { targets: [uploads], pace: { steps: 3 } }
                  plain: { targets: [uploads] }
                """, all()).orThrow();

        assertThat(configuration.sections().find(Pace.class)).contains(new Pace(1));
        assertThat(configuration.sections().find(Room.class)).contains(new Room(2));
        assertThat(configuration.jobs())
                .extracting(job -> job.sections().find(Pace.class).orElse(null))
                .containsExactly(new Pace(3), null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pace: { steps: 10 } | XX-STEP-001 | 16 | pace: 10 steps are too many",
                "pace: { step: 1 } | HF-CFG-011 | 1 | pace has no \"steps\"",
                "house: { room: { steps: many } } | HF-CFG-010 | 25 | house.room.steps is not a whole number",
                "house: { roof: { steps: 1 } } | HF-CFG-020 | 10 | unknown key \"roof\" in house",
                "pase: { steps: 1 } | HF-CFG-020 | 1 | unknown key \"pase\"",
            })
    void faults_are_told_at_their_places(String text, String code, int column, String message) throws IOException {
        assertThat(read(text + "\n", all()).faults()).anySatisfy(fault -> {
            assertThat(fault.code()).isEqualTo(code);
            assertThat(fault.line()).isEqualTo(3);
            assertThat(fault.column()).isEqualTo(column);
            assertThat(fault.message()).isEqualTo(message);
        });
    }

    @ParameterizedTest
    @CsvSource({"schedule,jobs.nightly.schedule", "retry,jobs.nightly.retry"})
    void without_the_module_a_key_of_a_job_says_what_is_missing(String key, String path) throws IOException {
        assertThat(read("jobs:\n  nightly:\n    targets: [uploads]\n    " + key + ": { times: 1 }\n", TestTypes.all())
                        .faults())
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.place()).endsWith(":6:5");
                    assertThat(fault.code()).isEqualTo("HF-CFG-028");
                    assertThat(fault.message()).isEqualTo(path + ": this installation does not run schedules");
                    assertThat(fault.hint()).contains("holdfast create nightly");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"scheduler", "maintenance"})
    void without_the_module_a_key_of_the_file_says_what_is_missing(String key) throws IOException {
        assertThat(read(key + ": { password: s3cr3t }\n", TestTypes.all()).faults())
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo("HF-CFG-028");
                    assertThat(fault.report()).doesNotContain("s3cr3t");
                });
    }

    /** Notes which services are looked for. */
    private static final class Noting extends ClassLoader {
        private final List<String> resources = new ArrayList<>();

        Noting() {
            super(SectionsTest.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            resources.add(name);
            return super.getResources(name);
        }
    }

    @Test
    void a_file_without_such_keys_does_not_look_for_their_providers() throws IOException {
        Noting loader = new Noting();
        Path file = Files.writeString(
                directory.resolve("holdfast.yaml"),
                "stores: { local: { type: directory, path: ./backups } }\ntargets: { a: { type: none } }\n");

        Configuration.read(file, Providers.discover(loader), name -> null);
        assertThat(loader.resources)
                .contains("META-INF/services/dev.holdfast.backup.spi.StoreProvider")
                .doesNotContain("META-INF/services/dev.holdfast.backup.spi.SectionProvider");

        Files.writeString(file, Files.readString(file) + "scheduler: { threads: 1 }\n");
        Configuration.read(file, Providers.discover(loader), name -> null);
        assertThat(loader.resources).contains("META-INF/services/dev.holdfast.backup.spi.SectionProvider");
    }

    /** Registers a provider whose class does not exist. */
    private static final class Broken extends ClassLoader {
        private final Path services;

        Broken(Path services) {
            super(SectionsTest.class.getClassLoader());
            this.services = services;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            if (name.endsWith("spi.SectionProvider")) {
                return java.util.Collections.enumeration(
                        List.of(services.toUri().toURL()));
            }
            return super.getResources(name);
        }
    }

    @Test
    void a_module_that_does_not_load_is_told_apart_from_one_that_is_not_there() throws IOException {
        Path services = Files.writeString(directory.resolve("services"), "no.such.Provider\n");
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), "scheduler: { threads: 1 }\n");

        assertThat(Configuration.read(file, Providers.discover(new Broken(services)), name -> null)
                        .faults())
                .anySatisfy(fault -> {
                    assertThat(fault.code()).isEqualTo("HF-PRV-003");
                    assertThat(fault.line()).isEqualTo(1);
                    assertThat(fault.message()).contains("no.such.Provider");
                });
    }

    @Test
    void two_providers_of_one_section_are_refused() {
        assertThatThrownBy(() -> TestTypes.all()
                        .with(new OfJobs(), new Numbered<>("other", SectionProvider.JOB, "pace", Room.class))
                        .sections())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("two providers of the section \"jobs.*.pace\"");
    }

    @ParameterizedTest
    @CsvSource({"'',stores", "jobs,keep", "stores,local", "'',Not A Name", "jobs,notify"})
    void a_section_in_the_place_of_another_is_refused(String parent, String key) {
        assertThatThrownBy(() -> TestTypes.all().with(new Numbered<>("bold", parent, key, Room.class)))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(e -> assertThat(((ConfigurationException) e).code()).isEqualTo("HF-PRV-004"));
    }

    @Test
    void a_host_gives_a_job_its_sections_itself() {
        Job job = Job.named("nightly").section(new Pace(1)).section(new Room(2)).section(new Pace(3));

        assertThat(job.sections().find(Pace.class)).contains(new Pace(3));
        assertThat(job.sections().find(Room.class)).contains(new Room(2));
        assertThat(job.sections(Sections.NONE).sections().isEmpty()).isTrue();
        assertThat(Sections.NONE.find(Pace.class)).isEmpty();
    }

    @Test
    void editors_know_the_sections() {
        JsonNode schema = JsonMapper.builder().build().readTree(JsonSchema.of(all()));

        assertThat(schema.at("/properties/pace/$ref").asString()).isEqualTo("#/$defs/section-file-pace");
        assertThat(schema.at("/$defs/job/properties/pace/$ref").asString()).isEqualTo("#/$defs/section-pace");
        assertThat(schema.at("/properties/house/properties/room/$ref").asString())
                .isEqualTo("#/$defs/section-room-of-house");
        assertThat(schema.at("/$defs/section-room-of-house/required").toString())
                .isEqualTo("[\"steps\"]");
    }
}
