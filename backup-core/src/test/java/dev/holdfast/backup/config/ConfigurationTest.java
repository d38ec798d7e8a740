package dev.holdfast.backup.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.engine.ArchiveOptions;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.retention.Retention;
import dev.holdfast.backup.retention.RetentionFloor;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.TargetDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void a_whole_file_becomes_definitions() throws IOException {
        Files.writeString(directory.resolve("pg-password"), "correct horse\n");
        HoldfastConfiguration configuration = load("""
                state: var
                stores:
                  local: { type: box, path: ./backups }
                targets:
                  orders:  { type: database, url: "db://127.0.0.1/orders", user: app, password: "${file:pg-password}" }
                  uploads: { type: tree, paths: [./uploads, /etc], exclude: ["**/*.tmp"] }
                jobs:
                  nightly:
                    targets: [orders, uploads]
                    stores: [local]
                    hooks:
                      - { type: pause, stop: [shop-worker], timeout: 30s, max-pause: 10m, on-failure: warn, during: [capture, restore] }
                      - { type: pause, stop: other }
                      - { type: pause, stop: third, name: mine }
                    archive: { format: tar, compression: zstd, level: 3, digest: sha256, xattrs: true }
                    keep: { last: 7, daily: 14, within: 30d, zone: Europe/Berlin, at-least: 2, min-free: 5GiB }
                    verify: decoded
                    timeout: 2h
                    labels: { site: berlin, floor: 2 }
                    artifact-name: "{target}-{date}"
                """);

        assertThat(configuration.state()).isEqualTo(directory.resolve("var"));
        assertThat(configuration.stores().keySet()).containsExactly("local");
        assertThat(configuration.stores().get("local").location())
                .isEqualTo(directory.resolve("backups").toString());
        assertThat(configuration.targets().keySet()).containsExactly("orders", "uploads");
        assertThat(configuration.targets().get("uploads").settings())
                .isEqualTo(Settings.of(Map.of(
                        "paths",
                        List.of(directory.resolve("uploads").toString(), "/etc"),
                        "exclude",
                        List.of("**/*.tmp"))));

        Job job = configuration.jobs().get(0);
        assertThat(configuration.jobs()).hasSize(1);
        assertThat(job.name()).isEqualTo("nightly");
        assertThat(job.targets()).extracting(TargetDefinition::toString).hasSize(2);
        assertThat(job.stores()).containsExactly("local");
        assertThat(job.hooks()).extracting(use -> use.hook().name()).containsExactly("pause", "pause-2", "mine");
        HookUse first = job.hooks().get(0);
        assertThat(first.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(first.maxPause()).isEqualTo(Duration.ofMinutes(10));
        assertThat(first.mandatory()).isFalse();
        assertThat(first.during()).containsExactlyInAnyOrder(HookPhase.CAPTURE, HookPhase.RESTORE);
        HookUse second = job.hooks().get(1);
        assertThat(second).isEqualTo(HookUse.of(second.hook()));
        assertThat(job.archive())
                .isEqualTo(new ArchiveOptions(
                        "tar",
                        Settings.of(Map.of("xattrs", true)),
                        "zstd",
                        Settings.of(Map.of("level", 3)),
                        DigestAlgorithm.SHA256));
        assertThat(job.policy())
                .contains(
                        Retention.last(7).daily(14).within(Duration.ofDays(30)).zone(ZoneId.of("Europe/Berlin")));
        assertThat(job.floor()).isEqualTo(new RetentionFloor(2, 5L << 30));
        assertThat(job.verification()).isEqualTo(VerificationLevel.DECODED);
        assertThat(job.timeout()).isEqualTo(Duration.ofHours(2));
        assertThat(job.labels()).isEqualTo(Map.of("site", "berlin", "floor", "2"));
        assertThat(job.artifactName()).contains("{target}-{date}");
    }

    @Test
    void a_target_that_no_job_names_has_an_implied_job() throws IOException {
        HoldfastConfiguration configuration = load("""
                stores: { local: { type: box, path: backups } }
                targets:
                  a: { type: tree, paths: x }
                  b: { type: tree, paths: y }
                  c: { type: tree, paths: z }
                jobs:
                  nightly: { targets: [b] }
                """);
        assertThat(configuration.state()).isEqualTo(directory.resolve(".holdfast"));
        assertThat(configuration.jobs()).extracting(Job::name).containsExactly("nightly", "a", "c");
        Job implied = configuration.jobs().get(1);
        assertThat(implied.targets()).containsExactly(configuration.targets().get("a"));
        assertThat(implied.stores()).isEmpty();
        assertThat(implied.hooks()).isEmpty();
        assertThat(implied.policy()).isEmpty();
        assertThat(implied.archive()).isEqualTo(ArchiveOptions.DEFAULT);
    }

    @Test
    void a_job_may_have_the_name_of_its_target() throws IOException {
        HoldfastConfiguration configuration = load("""
                stores: { local: { type: box, path: backups } }
                targets: { a: { type: tree, paths: x } }
                jobs: { a: { targets: a, stores: local } }
                """);
        assertThat(configuration.jobs()).extracting(Job::name).containsExactly("a");
    }

    @Test
    void a_secret_is_referenced_and_can_be_read_again_from_anywhere() throws IOException {
        environment.put("USER_PART", "x");
        Files.writeString(directory.resolve("key"), "first\r\n");
        HoldfastConfiguration configuration = load("""
                stores: { local: { type: box, path: backups } }
                targets: { db: { type: database, url: u, password: "${env:USER_PART}-${file:./key}" } }
                """);
        Secret secret =
                configuration.targets().get("db").settings().secret("password").orElseThrow();
        assertThat(secret.reveal()).containsExactly("x-first".toCharArray());
        assertThat(secret.reference()).contains("${env:USER_PART}-${file:" + directory.resolve("key") + "}");

        Files.writeString(directory.resolve("key"), "second");
        Secret again = Configuration.secret(secret.reference().orElseThrow(), environment::get);
        assertThat(again.reveal()).containsExactly("x-second".toCharArray());
    }

    @Test
    void a_reference_that_is_gone_is_said_so() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Configuration.secret("${env:GONE}", environment::get))
                .withMessage("environment variable GONE is not set")
                .satisfies(e -> assertThat(e.code()).isEqualTo("HF-CFG-022"));
    }

    @Test
    void a_secret_that_is_written_out_has_no_reference() throws IOException {
        HoldfastConfiguration configuration = load("""
                stores: { local: { type: box, path: backups } }
                targets: { db: { type: database, url: u, password: hunter2 } }
                """);
        Secret secret =
                configuration.targets().get("db").settings().secret("password").orElseThrow();
        assertThat(secret.reference()).isEmpty();
        assertThat(configuration.targets().get("db").settings().toString()).doesNotContain("hunter2");
    }

    @Test
    void the_values_of_a_secret_mapping_are_secrets() throws IOException {
        environment.put("TOKEN", "t0ken");
        Settings settings = load("""
                stores: { local: { type: box, path: backups } }
                targets: { db: { type: database, url: u, options: { a: "${env:TOKEN}", b: hunter2 } } }
                """).targets().get("db").settings();
        assertThat(settings.toString()).doesNotContain("t0ken").doesNotContain("hunter2");
        assertThat(settings.map("options")).isEqualTo(Map.of("a", "t0ken", "b", "hunter2"));
    }

    @Test
    void references_may_stand_in_the_middle_of_any_text_and_can_be_escaped() throws IOException {
        environment.put("DB_HOST", "10.0.0.7");
        environment.put("DB_PORT", "5433");
        HoldfastConfiguration configuration = load("""
                stores: { local: { type: box, path: "${env:DB_HOST}/backups" } }
                targets: { db: { type: database, url: "db://${env:DB_HOST}/$${env:DB_HOST}/$5{}", port: "${env:DB_PORT}" } }
                """);
        Settings settings = configuration.targets().get("db").settings();
        assertThat(settings.requireText("url")).isEqualTo("db://10.0.0.7/${env:DB_HOST}/$5{}");
        assertThat(settings.asMap()).containsEntry("port", 5433L);
        assertThat(configuration.stores().get("local").location())
                .isEqualTo(directory.resolve("10.0.0.7/backups").toString());
    }

    @Test
    void values_have_the_types_of_their_settings() throws IOException {
        Settings settings = load("""
                stores: { local: { type: box, path: backups } }
                targets:
                  a:
                    type: tree
                    paths: one
                    one-file-system: true
                    most: 2MB
                    depth: 7
                    on-change: fail
                    settle: 90s
                    owners: { alice: 1, bob: two }
                    root: ../up
                """).targets().get("a").settings();
        assertThat(settings.asMap())
                .containsEntry("paths", List.of(directory.resolve("one").toString()))
                .containsEntry("one-file-system", true)
                .containsEntry("most", 2_000_000L)
                .containsEntry("depth", 7L)
                .containsEntry("on-change", "fail")
                .containsEntry("owners", Map.of("alice", "1", "bob", "two"))
                .containsEntry("root", directory.getParent().resolve("up").toString());
        assertThat(settings.duration("settle")).contains(Duration.ofSeconds(90));
    }

    @Test
    void the_level_of_a_format_that_compresses_by_itself_is_the_format_s() throws IOException {
        ArchiveOptions zip = archive("{ format: zip, level: 9 }");
        assertThat(zip.formatSettings()).isEqualTo(Settings.of(Map.of("level", 9)));
        assertThat(zip.compressionSettings()).isEqualTo(Settings.none());
        assertThat(zip.compression()).isNull();

        ArchiveOptions both = archive("{ format: zip, compression: zstd, level: 9 }");
        assertThat(both.formatSettings()).isEqualTo(Settings.none());
        assertThat(both.compressionSettings()).isEqualTo(Settings.of(Map.of("level", 9)));
    }

    @Test
    void a_host_without_archive_formats_has_a_compression_all_the_same() throws IOException {
        String yaml = """
                stores: { local: { type: box, path: backups } }
                targets: { a: { type: tree, paths: x } }
                jobs: { j: { targets: a, archive: %s } }
                """;
        ArchiveOptions options = Configuration.load(
                        write(yaml.formatted("{ level: 9 }")), TestTypes.withoutFormats(), environment::get)
                .jobs()
                .get(0)
                .archive();
        assertThat(options.compressionSettings()).isEqualTo(Settings.of(Map.of("level", 9)));
        assertThat(Configuration.read(
                                write(yaml.formatted("{ format: tar }")), TestTypes.withoutFormats(), environment::get)
                        .faults())
                .extracting(ConfigurationFault::code)
                .containsExactly("HF-PRV-001");
    }

    @Test
    void a_policy_of_another_type_has_its_settings_and_the_floor() throws IOException {
        Job job = job("keep: { type: sparing, count: 3, at-least: 4 }");
        assertThat(job.policy()).isPresent();
        assertThat(job.floor()).isEqualTo(new RetentionFloor(4, 0));
    }

    @Test
    void a_floor_without_a_rule_keeps_everything() throws IOException {
        Job job = job("keep: { at-least: 4 }");
        assertThat(job.policy()).contains(Retention.everything());
        assertThat(job.floor()).isEqualTo(new RetentionFloor(4, 0));
    }

    @Test
    void aliases_are_followed() throws IOException {
        HoldfastConfiguration configuration = load("""
                stores: { local: { type: box, path: backups } }
                targets:
                  a: { type: tree, paths: &both [x, y] }
                  b: { type: tree, paths: *both }
                """);
        assertThat(configuration.targets().get("b").settings())
                .isEqualTo(configuration.targets().get("a").settings());
    }

    @Test
    void a_byte_order_mark_is_no_fault() throws IOException {
        assertThat(load("\uFEFF" + """
                stores: { local: { type: box, path: backups } }
                targets: { a: { type: tree, paths: x } }
                """).jobs()).hasSize(1);
    }

    @Test
    void two_stores_by_two_ways_to_one_directory_are_found() throws IOException {
        Files.createDirectory(directory.resolve("real"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));
        Path file = write("""
                stores: { one: { type: box, path: real/x }, two: { type: box, path: link/x } }
                targets: { a: { type: tree, paths: x } }
                jobs: { j: { targets: a, stores: [one, two] } }
                """);
        assertThat(Configuration.read(file, TestTypes.all(), environment::get).faults())
                .extracting(ConfigurationFault::code)
                .containsExactly("HF-CFG-025");
    }

    @Test
    void the_rules_are_there_for_a_host_that_hands_over_its_providers() throws IOException {
        Providers providers = TestTypes.all();
        assertThat(providers.types(dev.holdfast.backup.engine.ProviderKind.RETENTION))
                .containsExactly("sparing");
        assertThat(job("keep: { last: 3 }").policy()).contains(Retention.last(3));
    }

    @Test
    void a_store_s_settings_are_kept_for_its_provider() throws IOException {
        StoreDefinition store = load("""
                stores: { local: { type: box, path: backups } }
                targets: { a: { type: tree, paths: x } }
                """).stores().get("local");
        assertThat(store.settings())
                .isEqualTo(
                        Settings.of(Map.of("path", directory.resolve("backups").toString())));
    }

    private ArchiveOptions archive(String yaml) throws IOException {
        return job("archive: " + yaml).archive();
    }

    private Job job(String key) throws IOException {
        return load("""
                stores: { local: { type: box, path: backups } }
                targets: { a: { type: tree, paths: x } }
                jobs:
                  j:
                    targets: [a]
                    %s
                """.formatted(key)).jobs().get(0);
    }

    private HoldfastConfiguration load(String yaml) throws IOException {
        return Configuration.load(write(yaml), TestTypes.all(), environment::get);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("holdfast.yaml"), yaml);
    }
}
