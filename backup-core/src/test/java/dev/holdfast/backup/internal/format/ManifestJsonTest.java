package dev.holdfast.backup.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Digest;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ManifestJsonTest {

    private static BackupManifest manifest(Map<String, String> facts, List<Problem> problems) {
        return new BackupManifest(
                1,
                "0b9b1d3e",
                new BackupId("orders_20261120_021500"),
                "run-7",
                "nightly",
                new TargetId("postgres", "orders"),
                RunState.DEGRADED,
                Instant.parse("2026-11-20T02:15:00.123456789Z"),
                Instant.parse("2026-11-20T02:16:00Z"),
                Instant.parse("2026-11-20T02:15:00Z"),
                List.of(
                        new Artifact(
                                "orders_20261120_021500.tar.zst",
                                "tar",
                                ArtifactRole.DATA,
                                12,
                                "ab".repeat(32),
                                1L << 40,
                                Digest.parse("crc32c:00000001"),
                                List.of("zstd", "age"),
                                "tar",
                                OptionalLong.of(3),
                                99),
                        new Artifact(
                                "RESTORE.md",
                                "RESTORE.md",
                                ArtifactRole.GUIDE,
                                0,
                                "cd".repeat(32),
                                0,
                                Digest.parse("sha256:" + "ef".repeat(32)),
                                List.of(),
                                null,
                                OptionalLong.empty(),
                                0)),
                facts,
                problems,
                Map.of("by", "\"ü\\\n\u0001😀"),
                "0.1.0");
    }

    private static BackupManifest sample() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("z", "last first");
        facts.put("a", "");
        return manifest(
                facts, List.of(new Problem(Severity.WARNING, "HF-FIL-004", "file vanished", "", Map.of("path", "/a"))));
    }

    @Test
    void what_is_written_is_read_back_equal_and_in_order() {
        BackupManifest read = ManifestJson.read(ManifestJson.write(sample()), "here");
        assertThat(read).isEqualTo(sample());
        assertThat(read.facts().keySet()).containsExactly("z", "a");
    }

    @Test
    void equal_manifests_have_equal_bytes_and_line_feeds_on_every_system() {
        assertThat(ManifestJson.write(sample())).isEqualTo(ManifestJson.write(sample()));
        assertThat(new String(ManifestJson.write(sample()), StandardCharsets.UTF_8))
                .startsWith("{\n  \"formatVersion\" : 1,\n")
                .endsWith("}\n")
                .doesNotContain("\r");
    }

    @Test
    void a_format_version_that_is_not_known_is_refused() {
        String text = new String(ManifestJson.write(sample()), StandardCharsets.UTF_8);
        for (String version : new String[] {"2", "0", "-1", "4294967297"}) {
            String other = text.replace("\"formatVersion\" : 1,", "\"formatVersion\" : " + version + ",");
            assertThatThrownBy(() -> ManifestJson.read(other.getBytes(StandardCharsets.UTF_8), "here"))
                    .isInstanceOfSatisfying(
                            IntegrityException.class, e -> assertThat(e.code()).isEqualTo("HF-CAT-003"))
                    .hasMessageContaining("here");
        }
    }

    @Test
    void a_member_that_is_not_known_is_passed_over() {
        String text = new String(ManifestJson.write(sample()), StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"later\":{\"x\":[1,2.5e3,null,true]},");
        // Numbers with a fraction are in no member of this version.
        assertThat(ManifestJson.read(text.replace("2.5e3", "25").getBytes(StandardCharsets.UTF_8), "here"))
                .isEqualTo(sample());
    }

    @Test
    void a_manifest_that_is_cut_anywhere_is_damaged() {
        byte[] bytes = ManifestJson.write(sample());
        // The last line feed is not part of the JSON; SHA256SUMS finds that it is gone.
        for (int length = 0; length < bytes.length - 1; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ManifestJson.read(cut, "here"))
                    .isInstanceOfSatisfying(
                            IntegrityException.class, e -> assertThat(e.code()).isEqualTo("HF-CAT-002"));
        }
    }

    @Test
    void whatever_bytes_it_has_a_manifest_is_read_or_refused_and_nothing_else_is_thrown() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] bytes = ManifestJson.write(sample());
        for (int i = 0; i < 2000; i++) {
            byte[] flipped = bytes.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                ManifestJson.read(flipped, "here");
            } catch (IntegrityException expected) {
                // Refused, and in the right family.
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(flipped, StandardCharsets.UTF_8), e);
            }
        }
    }

    @Test
    void nested_junk_is_refused_without_a_stack_overflow() {
        byte[] deep = ("{\"a\":" + "[".repeat(20_000)).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ManifestJson.read(deep, "here")).isInstanceOf(IntegrityException.class);
    }

    @Test
    void a_manifest_over_its_limit_is_refused() {
        BackupManifest large = manifest(Map.of("x", "y".repeat(70_000)), List.of());
        assertThatThrownBy(() -> ManifestJson.write(large))
                .isInstanceOfSatisfying(
                        TargetException.class, e -> assertThat(e.code()).isEqualTo("HF-CAT-004"));
    }

    @Test
    void problems_give_way_where_the_facts_need_the_room() {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            problems.add(new Problem(Severity.WARNING, "HF-FIL-001", "x".repeat(500), "y".repeat(100)));
        }
        BackupManifest fitting = ManifestJson.fit(manifest(Map.of("x", "y".repeat(40_000)), problems));
        assertThat(ManifestJson.write(fitting)).hasSizeLessThanOrEqualTo(ManifestJson.MAX_BYTES);
        int shown = fitting.problems().size() - 1;
        assertThat(fitting.problems().get(shown).message())
                .isEqualTo((90 - shown) + " more problems are not listed in the manifest");
    }
}
