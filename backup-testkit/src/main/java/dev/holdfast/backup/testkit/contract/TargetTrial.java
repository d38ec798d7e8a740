package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Captures and restores a target under test. */
@SuppressWarnings("try")
final class TargetTrial {

    private final TargetUnderTest subject;
    private final Archiver archiver;

    TargetTrial(TargetUnderTest subject, Archiver archiver) {
        this.subject = subject;
        this.archiver = archiver;
    }

    TargetUnderTest subject() {
        return subject;
    }

    BackupTarget open() throws Exception {
        return subject.definition().open();
    }

    MemoryBackup newBackup() {
        return new MemoryBackup(subject.definition().id(), archiver);
    }

    /** Captures the live data as they are now. */
    MemoryBackup capture() throws Exception {
        MemoryBackup backup = newBackup();
        try (BackupTarget target = open();
                TestRunContext context = new TestRunContext().pool(2)) {
            target.capture(backup.sink(), context);
        }
        return backup;
    }

    void restore(MemoryBackup backup) throws Exception {
        try (BackupTarget target = open();
                TestRunContext context = new TestRunContext().pool(2)) {
            target.restore(backup.reader(), subject.request(), context);
        }
    }

    /** What is live now, as a capture sees it. */
    SortedMap<String, String> live() throws Exception {
        try (MemoryBackup backup = capture()) {
            return subject.content(backup);
        }
    }

    /** The data of a backup in words that can be compared: streams and entries by their names. */
    static SortedMap<String, String> content(MemoryBackup backup) throws IOException {
        BackupReader reader = backup.reader();
        SortedMap<String, String> content = new TreeMap<>();
        for (Artifact artifact : reader.manifest().artifacts()) {
            if (artifact.role() != ArtifactRole.DATA) {
                continue;
            }
            if (artifact.archiveFormat() == null) {
                try (InputStream in = reader.artifact(artifact.suffix())) {
                    content.put(artifact.suffix(), words(in));
                }
            } else {
                readArchive(reader, artifact.suffix(), content);
            }
        }
        return content;
    }

    private static void readArchive(BackupReader reader, String suffix, SortedMap<String, String> content)
            throws IOException {
        try (ArchiveReader archive = reader.archive(suffix)) {
            for (Optional<ArchiveEntry> next = archive.next(); next.isPresent(); next = archive.next()) {
                ArchiveEntry entry = next.get();
                String link = entry.link() == null ? "" : " -> " + entry.link();
                content.put(
                        suffix + ":" + entry.name().display(),
                        entry.kind().word() + link + " " + words(archive.content()));
            }
        }
    }

    private static String words(InputStream in) throws IOException {
        byte[] bytes = in.readAllBytes();
        return bytes.length + " bytes of hash " + Integer.toHexString(Arrays.hashCode(bytes));
    }

    void assertLive(SortedMap<String, String> expected, String when) throws Exception {
        assertThat(live()).as("the live data %s, as a capture sees them", when).isEqualTo(expected);
    }
}
