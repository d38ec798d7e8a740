package dev.holdfast.backup.store;

import static dev.holdfast.backup.store.Objects.failure;
import static dev.holdfast.backup.store.Objects.files;
import static dev.holdfast.backup.store.Objects.get;
import static dev.holdfast.backup.store.Objects.key;
import static dev.holdfast.backup.store.Objects.list;
import static dev.holdfast.backup.store.Objects.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.Upload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store says of disks that are full, read-only, gone or not ours; on real ones. */
class DirectoryStoreDiskTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void a_full_disk_is_named_with_what_is_free_and_leaves_room_for_the_next() throws Exception {
        try (SmallDisk disk = SmallDisk.of(folder, "16m");
                BackupStore store = DirectoryStore.at(disk.mount()).open()) {
            put(store, "a/kept");
            Upload upload = store.upload(key("a/large"), OptionalLong.empty());
            StoreException full = failure("HF-STO-010", () -> {
                byte[] piece = new byte[MIB];
                for (int i = 0; i < 20; i++) {
                    upload.body().write(piece);
                }
            });
            assertThat(full.getMessage()).startsWith("no space left").contains("a/large");
            assertThat(full.retryStatus()).isEqualTo(RetryStatus.LATER);
            assertThat(full.context())
                    .containsEntry("needed", "unknown")
                    .containsEntry("free", "0")
                    .containsEntry("key", "a/large");
            failure("HF-STO-009", upload::commit);
            upload.close();

            assertThat(files(disk.mount())).containsExactly("a", "a/kept");
            assertThat(get(store, "a/kept")).isEqualTo("a/kept");
            put(store, "a/small", new byte[10 * MIB]);
        }
    }

    @Test
    void a_disk_that_is_too_small_is_refused_before_the_first_byte() throws Exception {
        try (SmallDisk disk = SmallDisk.of(folder, "16m");
                BackupStore store = DirectoryStore.at(disk.mount()).open()) {
            long free = store.ability(FreeSpace.class).orElseThrow().freeBytes();
            assertThat(free).isBetween(15L * MIB, 16L * MIB);
            StoreException full = failure("HF-STO-010", () -> store.upload(key("a/x"), OptionalLong.of(100L * MIB)));
            assertThat(full.context())
                    .containsEntry("needed", Long.toString(100L * MIB))
                    .containsEntry("free", Long.toString(free));
            assertThat(files(disk.mount())).isEmpty();
        }
    }

    @Test
    void a_disk_that_others_fill_meanwhile_tells_what_is_still_needed() throws Exception {
        try (SmallDisk disk = SmallDisk.of(folder, "16m");
                BackupStore store = DirectoryStore.at(disk.mount()).open()) {
            try (Upload upload = store.upload(key("a/x"), OptionalLong.of(12L * MIB))) {
                upload.body().write(new byte[4 * MIB]);
                Files.write(disk.mount().resolve("others"), new byte[10 * MIB]);
                StoreException full = failure("HF-STO-010", () -> {
                    for (int i = 0; i < 8; i++) {
                        upload.body().write(new byte[MIB]);
                    }
                });
                assertThat(Long.parseLong(full.context().get("needed"))).isBetween(1L, 8L * MIB);
            }
            assertThat(files(disk.mount())).containsExactly("others");
        }
    }

    @Test
    void no_inode_left_is_a_full_disk_too() throws Exception {
        SmallDisk.requireRoot();
        assertThat(SmallDisk.run("mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=20", "tmpfs", folder.toString()))
                .isZero();
        try (SmallDisk disk = new SmallDisk(folder);
                BackupStore store = DirectoryStore.at(disk.mount()).open()) {
            failure("HF-STO-010", () -> {
                for (int i = 0; i < 30; i++) {
                    put(store, "f/" + i, new byte[0]);
                }
            });
            int committed = list(store, "").size();
            assertThat(committed).isGreaterThan(5);
            assertThat(store.delete(key("f/0"))).isTrue();
            put(store, "f/again", new byte[0]);
            assertThat(list(store, "")).hasSize(committed);
        }
    }

    @Test
    void a_read_only_disk_is_read_and_not_written() throws Exception {
        try (SmallDisk disk = SmallDisk.of(folder, "4m");
                BackupStore store = DirectoryStore.at(disk.mount()).open()) {
            put(store, "a/x");
            disk.readOnly();
            assertThat(get(store, "a/x")).isEqualTo("a/x");
            StoreException failure = failure("HF-STO-005", () -> put(store, "a/y"));
            assertThat(failure.retryStatus()).isEqualTo(RetryStatus.NEVER);
            failure("HF-STO-005", () -> put(store, "b/y"));
            failure("HF-STO-005", () -> store.delete(key("a/x")));
        }
    }

    @Test
    void an_unmounted_disk_is_gone_and_nothing_is_written_to_the_one_below() throws Exception {
        SmallDisk disk = SmallDisk.of(folder, "4m");
        try (BackupStore store = DirectoryStore.at(disk.mount()).open()) {
            put(store, "a/x");
            disk.close();
            failure("HF-STO-006", () -> put(store, "a/y"));
            failure("HF-STO-006", () -> store.stat(key("a/x")));
            failure("HF-STO-006", () -> get(store, "a/x"));
            failure("HF-STO-006", () -> list(store, ""));
            assertThat(files(folder)).isEmpty();
        }
    }

    @Test
    void a_directory_that_refuses_us_is_a_matter_of_rights() throws Exception {
        Path root = Files.createDirectory(folder.resolve("store"));
        try (BackupStore store = DirectoryStore.at(root).open()) {
            put(store, "a/x");
            try (Refusing refusing = Refusing.of(root.resolve("a"))) {
                StoreException failure = failure("HF-STO-004", () -> put(store, "a/y"));
                assertThat(failure.retryStatus()).isEqualTo(RetryStatus.NEVER);
                assertThat(failure.getMessage()).contains("permission denied").contains(root.toString());
                failure("HF-STO-004", () -> store.delete(key("a/x")));
            }
            put(store, "a/y");
        }
    }

    /** A directory that cannot be changed; root obeys no mode, but the attribute "immutable". */
    private record Refusing(Path path, boolean immutable) implements AutoCloseable {

        static Refusing of(Path path) throws Exception {
            if ("root".equals(System.getProperty("user.name"))) {
                int code = SmallDisk.run("chattr", "+i", path.toString());
                if ("true".equals(System.getenv("CI"))) {
                    assertThat(code).as("exit code of chattr").isZero();
                }
                Assumptions.assumeTrue(code == 0, "the file system has no immutable directories");
                return new Refusing(path, true);
            }
            assertThat(path.toFile().setWritable(false)).isTrue();
            return new Refusing(path, false);
        }

        @Override
        public void close() throws Exception {
            if (immutable) {
                assertThat(SmallDisk.run("chattr", "-i", path.toString())).isZero();
            } else {
                assertThat(path.toFile().setWritable(true)).isTrue();
            }
        }
    }
}
