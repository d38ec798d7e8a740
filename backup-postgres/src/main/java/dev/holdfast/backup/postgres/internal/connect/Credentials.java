package dev.holdfast.backup.postgres.internal.connect;

import dev.holdfast.backup.Secret;
import java.nio.file.Path;
import java.util.Objects;

/** What a user logs in with. */
public sealed interface Credentials {

    /** Nothing of ours: whatever driver and tools find by themselves, or a server that asks for nothing. */
    record None() implements Credentials {}

    /**
     * A password.
     *
     * @param secret the password
     */
    record Password(Secret secret) implements Credentials {

        /** Requires the password. */
        public Password {
            Objects.requireNonNull(secret, "secret");
        }
    }

    /**
     * A file in the form of {@code ~/.pgpass}.
     *
     * @param path the file
     */
    record PassFile(Path path) implements Credentials {

        /** Makes the path absolute. */
        public PassFile {
            path = path.toAbsolutePath().normalize();
        }
    }
}
