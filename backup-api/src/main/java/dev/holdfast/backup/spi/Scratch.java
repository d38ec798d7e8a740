package dev.holdfast.backup.spi;

import java.io.IOException;
import java.nio.file.Path;

/** A directory for files that a tool needs, mode 0700; removed when it is closed, or by recovery. */
public interface Scratch extends AutoCloseable {

    /** {@return the directory} */
    Path directory();

    @Override
    void close() throws IOException;
}
