package dev.holdfast.backup.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.codec.NoCompressor;
import dev.holdfast.backup.internal.fixture.CommonsArchiver;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.testkit.InMemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words for restoring by hand do what they say: their commands are run here, by a shell, with standard tools. */
class RestoreGuideTest {

    @TempDir
    Path directory;

    private final Fixture fixture = new Fixture();

    private static void sample(BackupSink sink) throws IOException {
        Fixture.dump(sink, "dump", Fixture.bytes(1, 300_000));
        try (ArchiveWriter archive = sink.archive("")) {
            archive.add(
                    ArchiveEntry.file("etc/app/x", 5000, Fixture.START),
                    () -> new ByteArrayInputStream(Fixture.bytes(2, 5000)));
            archive.finish();
        }
        Fixture.dump(sink, "globals.sql", "create role x".getBytes(StandardCharsets.UTF_8));
        sink.fact(RestoreGuide.FACT, "Use the newest version of the tool.");
    }

    @Test
    void the_commands_bring_back_a_tar_and_dumps_that_are_compressed() throws Exception {
        require("zstd", "tar", "sha256sum");
        fixture.archiver = new CommonsArchiver("tar");
        bringBack("restored/etc/app/x");
    }

    @Test
    void the_commands_bring_back_a_zip_and_dumps_that_are_not_compressed() throws Exception {
        require("unzip", "sha256sum");
        fixture.archiver = new CommonsArchiver("zip");
        fixture.compressor = new NoCompressor();
        bringBack("restored/etc/app/x");
    }

    private void bringBack(String file) throws Exception {
        InMemoryStore memory = new InMemoryStore("m");
        BackupManifest manifest = fixture.backup(RestoreGuideTest::sample, Fixture.named("a", memory));
        Path folder = directory.resolve(BackupLayout.directory(manifest.id()));
        for (String key : memory.keys()) {
            Path path = directory.resolve(key);
            Files.createDirectories(path.getParent());
            Files.write(path, memory.bytes(key));
        }
        String guide = Files.readString(folder.resolve("RESTORE.md"));
        assertThat(guide).contains("Use the newest version of the tool.");
        for (String command : commands(guide)) {
            if (!command.endsWith("| less")) {
                assertThat(run(folder, command)).as(command).isZero();
            }
        }
        assertThat(folder.resolve(file)).hasBinaryContent(Fixture.bytes(2, 5000));
        String dump = manifest.id() + (fixture.compressor instanceof NoCompressor ? ".dump.restored" : ".dump");
        assertThat(folder.resolve(dump)).hasBinaryContent(Fixture.bytes(1, 300_000));
    }

    @Test
    void sha256sum_finds_a_changed_manifest() throws Exception {
        require("sha256sum");
        InMemoryStore memory = new InMemoryStore("m");
        BackupManifest manifest = fixture.backup(RestoreGuideTest::sample, Fixture.named("a", memory));
        memory.flipBit(BackupLayout.manifest(manifest.id()).value(), 77);
        Path folder = directory.resolve(BackupLayout.directory(manifest.id()));
        for (String key : memory.keys()) {
            Files.createDirectories(directory.resolve(key).getParent());
            Files.write(directory.resolve(key), memory.bytes(key));
        }
        assertThat(run(folder, "sha256sum -c SHA256SUMS")).isNotZero();
    }

    @Test
    void sealed_artifacts_name_the_specification_that_opens_them() throws Exception {
        InMemoryStore memory = new InMemoryStore("m");
        BackupManifest manifest = fixture.sealed().backup(RestoreGuideTest::sample, Fixture.named("a", memory));
        String guide = new String(memory.bytes(BackupLayout.guide(manifest.id()).value()), StandardCharsets.UTF_8);
        assertThat(guide)
                .contains("It is sealed in the format `toy`")
                .contains("open-sealed " + manifest.id() + ".dump.zst.toy | zstd -dc");
    }

    private static List<String> commands(String guide) {
        List<String> commands = new ArrayList<>();
        boolean inside = false;
        for (String line : guide.lines().toList()) {
            if (line.equals("```")) {
                inside = !inside;
            } else if (inside) {
                commands.add(line);
            }
        }
        return commands;
    }

    private static int run(Path folder, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output-of-commands").toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private static void require(String... tools) throws Exception {
        for (String tool : tools) {
            Process found = new ProcessBuilder("sh", "-c", "command -v " + tool)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean there = found.waitFor(1, TimeUnit.MINUTES) && found.exitValue() == 0;
            Map<String, String> environment = System.getenv();
            if (environment.getOrDefault("CI", "").equals("true")) {
                assertThat(there).as(tool + " is missing").isTrue();
            } else {
                Assumptions.assumeTrue(there, tool + " is missing");
            }
        }
    }
}
