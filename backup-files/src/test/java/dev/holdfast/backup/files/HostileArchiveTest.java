package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an archive says, nothing is written outside of the destination. */
class HostileArchiveTest {

    private static final EntryMetadata METADATA = EntryMetadata.of(0644, Instant.EPOCH);
    private static final FilesTarget TARGET = FilesTarget.named("hostile").path(Path.of("/data"));

    @TempDir
    Path directory;

    private Path outside;
    private Path to;
    private TestRunContext run;
    private MemoryBackup backup;
    private ArchiveWriter archive;

    @BeforeEach
    void beginAnArchive() throws Exception {
        outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "precious");
        to = Files.createDirectory(directory.resolve("to"));
        run = new TestRunContext().pool(2);
        backup = new MemoryBackup(TARGET.id(), new TarArchiver());
        backup.sink().fact("root.1", "/data");
        archive = backup.sink().archive("");
    }

    @AfterEach
    void nothingOutsideWasTouched() throws Exception {
        try (var names = Files.list(outside)) {
            assertThat(names.toList()).containsExactly(outside.resolve("precious"));
        }
        assertThat(outside.resolve("precious")).hasContent("precious");
        assertThat(Files.getAttribute(outside.resolve("precious"), "unix:nlink"))
                .isEqualTo(1);
        backup.close();
        run.close();
    }

    private void file(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        archive.add(
                ArchiveEntry.file(new EntryName(name), METADATA, bytes.length), () -> new ByteArrayInputStream(bytes));
    }

    private void directory(String name) throws IOException {
        archive.add(ArchiveEntry.directory(new EntryName(name), METADATA), ContentSource.none());
    }

    private void link(String name, String text) throws IOException {
        archive.add(
                ArchiveEntry.symbolicLink(new EntryName(name), METADATA, new EntryName(text)), ContentSource.none());
    }

    private void hardLink(String name, String first) throws IOException {
        archive.add(ArchiveEntry.hardLink(new EntryName(name), METADATA, new EntryName(first)), ContentSource.none());
    }

    private RestoreRequest there() {
        return RestoreRequest.to(to.toString());
    }

    private void restore(RestoreRequest how) throws Exception {
        archive.finish();
        archive.close();
        Trees.restore(TARGET, backup, how, run);
    }

    private void assertFails(RestoreRequest how, String code) {
        assertThatThrownBy(() -> restore(how))
                .isInstanceOfSatisfying(
                        BackupException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../outside/x", "data/../../outside/x", "data/..", "/data/x", "data//x", "data/./x", "..", "."})
    void a_name_that_leads_out_is_refused(String name) throws Exception {
        file(name, "x");
        assertFails(there(), "HF-FIL-050");
    }

    @Test
    void an_entry_beside_the_roots_is_refused() throws Exception {
        file("etc/passwd", "x");
        assertFails(there(), "HF-FIL-051");
    }

    @Test
    void a_hostile_entry_is_listed_by_a_salvage_and_the_rest_comes_back() throws Exception {
        file("data/../../outside/x", "x");
        file("data/good", "good");
        restore(there().asSalvage());
        assertThat(to.resolve("data/good")).hasContent("good");
        assertThat(run.problems()).extracting(Problem::code).containsExactly("HF-FIL-038");
    }

    @ParameterizedTest
    @EnumSource(ConflictRule.class)
    void a_link_and_then_a_file_through_it_is_refused(ConflictRule rule) throws Exception {
        directory("data");
        link("data/link", outside.toString());
        file("data/link/x", "x");
        try {
            restore(there().onConflict(rule));
        } catch (BackupException e) {
            assertThat(e.code()).isEqualTo("HF-FIL-031");
        }
    }

    @ParameterizedTest
    @EnumSource(ConflictRule.class)
    void a_link_and_then_a_directory_of_its_name_does_not_change_what_it_points_to(ConflictRule rule) throws Exception {
        directory("data");
        link("data/link", outside.toString());
        directory("data/link");
        file("data/link/x", "x");
        Object mode = Files.getAttribute(outside, "unix:mode");
        try {
            restore(there().onConflict(rule));
        } catch (BackupException e) {
            assertThat(e.code()).isEqualTo("HF-FIL-031");
        }
        assertThat(Files.getAttribute(outside, "unix:mode")).isEqualTo(mode);
    }

    @Test
    void a_link_and_then_a_file_of_its_name_is_refused() throws Exception {
        directory("data");
        link("data/link", outside.resolve("precious").toString());
        file("data/link", "overwritten");
        assertFails(there(), "HF-FIL-052");
    }

    @Test
    void one_name_twice_is_refused() throws Exception {
        file("data/x", "one");
        file("data/x", "two");
        assertFails(there(), "HF-FIL-052");
        assertThat(to.resolve("data/x")).hasContent("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside/precious", "/etc/passwd", "outside/precious", "data/../../outside/precious"})
    void a_hard_link_that_leads_out_is_refused_or_told(String first) throws Exception {
        directory("data");
        hardLink("data/mine", first);
        try {
            restore(there());
            assertThat(run.problems()).extracting(Problem::code).containsExactly("HF-FIL-042");
        } catch (BackupException e) {
            assertThat(e.code()).isEqualTo("HF-FIL-053");
        }
        assertThat(to.resolve("data/mine")).doesNotExist();
    }

    @Test
    void a_hard_link_through_a_symbolic_link_is_not_made() throws Exception {
        directory("data");
        link("data/link", outside.toString());
        hardLink("data/mine", "data/link/precious");
        restore(there());
        assertThat(run.problems()).extracting(Problem::code).containsExactly("HF-FIL-042");
        assertThat(to.resolve("data/mine")).doesNotExist();
    }

    @Test
    void a_hard_link_to_a_file_that_was_there_before_is_not_made() throws Exception {
        Files.createDirectory(to.resolve("data"));
        Files.writeString(to.resolve("data/private"), "mine");
        hardLink("data/mine", "data/private");
        restore(there());
        assertThat(run.problems()).extracting(Problem::code).containsExactly("HF-FIL-042");
        assertThat(to.resolve("data/mine")).doesNotExist();
    }

    @Test
    void a_file_written_over_a_hard_link_does_not_reach_the_other_name() throws Exception {
        Files.createDirectory(to.resolve("data"));
        Files.createLink(to.resolve("data/x"), outside.resolve("precious"));
        file("data/x", "new");
        restore(there().onConflict(ConflictRule.OVERWRITE));
        assertThat(to.resolve("data/x")).hasContent("new");
    }

    @Test
    void a_name_of_ten_thousand_characters_is_an_error_and_a_salvage_goes_on() throws Exception {
        file("data/" + "n".repeat(10_000), "x");
        file("data/after", "after");
        assertFails(there(), "HF-FIL-036");
        to = Files.createDirectory(directory.resolve("to2"));
        Trees.restore(TARGET, backup, there().asSalvage(), run);
        assertThat(to.resolve("data/after")).hasContent("after");
    }

    @Test
    void a_link_may_point_anywhere_since_nothing_is_written_through_it() throws Exception {
        link("data/link", "/etc/passwd");
        link("data/up", "../../../../..");
        restore(there());
        assertThat(Files.readSymbolicLink(to.resolve("data/link"))).isEqualTo(Path.of("/etc/passwd"));
    }

    @Test
    void a_manifest_without_roots_or_with_a_hostile_one_is_refused() throws Exception {
        file("data/x", "x");
        backup.sink().fact("root.1", "/data/../etc");
        assertFails(there(), "HF-FIL-039");
    }
}
