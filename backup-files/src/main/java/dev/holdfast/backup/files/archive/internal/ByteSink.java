package dev.holdfast.backup.files.archive.internal;

import java.io.IOException;

/** Takes bytes on their way into an archive. */
interface ByteSink {

    void write(byte[] data, int offset, int length) throws IOException;
}
