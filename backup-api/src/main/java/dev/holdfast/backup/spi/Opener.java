package dev.holdfast.backup.spi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Opens what a {@link Sealer} sealed; holds the secrets that a host which only backs up does not have. Thread-safe. */
public interface Opener {

    /** {@return the word for the manifest's encodings that it opens} */
    String encoding();

    /**
     * Begins a backup.
     *
     * @param keys the wrapped data keys that were stored beside the artifacts, if any
     * @return what opens its artifacts, closed by the caller
     * @throws Exception if the keys do not fit
     */
    Opening begin(Optional<byte[]> keys) throws Exception;

    /** Opens the artifacts of one backup. */
    interface Opening extends AutoCloseable {

        /**
         * Opens an artifact.
         *
         * @param artifact its name
         * @param in the sealed bytes; closed with the result
         * @return the bytes; none is given out before it is known to be genuine
         * @throws IOException if the form is damaged
         */
        InputStream open(String artifact, InputStream in) throws IOException;

        /** Forgets the keys. */
        @Override
        void close();
    }
}
