package dev.holdfast.backup.spi;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Makes bytes unreadable and unchangeable for whoever lacks the key; holds nothing that opens them. Thread-safe. */
public interface Sealer {

    /** {@return the word for the manifest's encodings, as in {@link Provider#type()}} */
    String encoding();

    /** {@return the suffix of file names, without the dot: {@code hfe}} */
    String suffix();

    /**
     * Begins a backup.
     *
     * @return what seals its artifacts, closed by the caller
     * @throws Exception if a key is missing; the backup then fails, nothing is written unsealed
     */
    Sealing begin() throws Exception;

    /** Seals the artifacts of one backup. */
    interface Sealing extends AutoCloseable {

        /**
         * Seals an artifact.
         *
         * @param artifact its name, bound to the bytes
         * @param out where the sealed bytes go; closed with the result
         * @return where the bytes go; closing it completes the sealed form
         * @throws IOException if it cannot be begun
         */
        OutputStream seal(String artifact, OutputStream out) throws IOException;

        /** {@return the wrapped data keys to store beside the artifacts, if the form needs any; a document without secrets} */
        Optional<byte[]> keys();

        /** Forgets the keys. */
        @Override
        void close();
    }
}
