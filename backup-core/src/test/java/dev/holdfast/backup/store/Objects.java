package dev.holdfast.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Short ways to use a store in tests. */
final class Objects {

    private Objects() {}

    static ObjectKey key(String value) {
        return new ObjectKey(value);
    }

    static void put(BackupStore store, String key, byte[] bytes) throws IOException {
        try (Upload upload = store.upload(key(key), OptionalLong.of(bytes.length))) {
            upload.body().write(bytes);
            upload.commit();
        }
    }

    static void put(BackupStore store, String key) throws IOException {
        put(store, key, key.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] get(BackupStore store, String key, long offset, long length) throws IOException {
        try (InputStream in = store.open(key(key), offset, length)) {
            return in.readAllBytes();
        }
    }

    static String get(BackupStore store, String key) throws IOException {
        return new String(get(store, key, 0, Long.MAX_VALUE), StandardCharsets.UTF_8);
    }

    static List<String> list(BackupStore store, String prefix) throws IOException {
        try (Stream<ObjectStat> objects = store.list(prefix)) {
            return objects.map(stat -> stat.key().value()).sorted().toList();
        }
    }

    /** Returns all files and directories below a directory, also those that are no objects. */
    static List<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !path.equals(root))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    static StoreException failure(String code, ThrowingCallable act) {
        Throwable thrown = catchThrowable(act);
        assertThat(thrown).isInstanceOf(StoreException.class);
        StoreException failure = (StoreException) thrown;
        assertThat(failure.code()).as("%s", failure).isEqualTo(code);
        assertThat(failure.hint()).endsWith(".");
        assertThat(failure.getMessage()).doesNotContain("\n").doesNotEndWith(".");
        return failure;
    }
}
