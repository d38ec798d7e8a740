package dev.holdfast.backup.files.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveOutput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.ContentSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Writes and reads archives in memory, and calls the tools that know better. */
final class Archives {

    private Archives() {}

    /** An entry with its content. */
    record Stored(ArchiveEntry entry, byte[] content) {

        static Stored of(ArchiveEntry entry) {
            return new Stored(entry, new byte[0]);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Stored that && entry.equals(that.entry) && Arrays.equals(content, that.content);
        }

        @Override
        public int hashCode() {
            return entry.hashCode();
        }

        @Override
        public String toString() {
            return entry + " with " + content.length + " bytes";
        }
    }

    static byte[] write(Archiver archiver, Stored... entries) {
        return write(archiver, List.of(entries));
    }

    static byte[] write(Archiver archiver, List<Stored> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArchiveWriter writer = archiver.create(output(out))) {
            for (Stored stored : entries) {
                writer.add(stored.entry(), source(stored.content()));
            }
            writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static ContentSource source(byte[] content) {
        return () -> new ByteArrayInputStream(content);
    }

    static ArchiveOutput output(OutputStream out) {
        return () -> out;
    }

    static List<Stored> read(Archiver archiver, byte[] archive) throws IOException {
        Path file =
                Files.createTempFile(Path.of(System.getProperty("holdfast.build.directory", "target")), "a", ".bin");
        try {
            return read(archiver, archive, file);
        } finally {
            Files.delete(file);
        }
    }

    static List<Stored> read(Archiver archiver, byte[] archive, Path scratch) throws IOException {
        List<Stored> entries = new ArrayList<>();
        try (ArchiveReader reader = archiver.open(input(archive, scratch))) {
            for (Optional<ArchiveEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                entries.add(new Stored(next.get(), reader.content().readAllBytes()));
            }
            assertThat(reader.next()).isEmpty();
        }
        return entries;
    }

    static ArchiveInput input(byte[] archive, Path scratch) {
        return new ArchiveInput() {
            @Override
            public InputStream stream() {
                return new ByteArrayInputStream(archive);
            }

            @Override
            public Path file() throws IOException {
                // A new file: some file systems force one to disk that is written over.
                Files.deleteIfExists(scratch);
                return Files.write(scratch, archive);
            }
        };
    }

    /** Skips the test if a tool is missing; on the build server that is a failure. */
    static void requireTool(String... versionCommand) {
        boolean found;
        try {
            Process process = new ProcessBuilder(versionCommand)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            found = process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            found = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if ("true".equals(System.getenv("CI"))) {
            assertThat(found).as("%s is there", versionCommand[0]).isTrue();
        }
        Assumptions.assumeTrue(found, versionCommand[0] + " is not there");
    }

    /** Runs a shell script in a directory and returns what it says, errors included; it must succeed. */
    static String sh(Path directory, String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-e", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(script).isTrue();
        assertThat(process.exitValue()).as("%s%n%s", script, output).isZero();
        return output;
    }
}
