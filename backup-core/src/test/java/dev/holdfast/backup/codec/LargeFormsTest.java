package dev.holdfast.backup.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.spi.Compressor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The two codecs that people choose for much data; xz and bzip2 would take minutes, and their libraries count in longs. */
class LargeFormsTest {

    private static final long MORE_THAN_AN_INT = (4L << 30) + 12_345;

    static Stream<Compressor> fast() {
        return Stream.of(new ZstdCompressor(), new GzipCompressor(1));
    }

    @ParameterizedTest
    @MethodSource("fast")
    void more_than_four_gibibytes_go_through_a_bounded_heap(Compressor compressor) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try (PipedInputStream form = new PipedInputStream(1 << 20)) {
            OutputStream out = compressor.compress(new PipedOutputStream(form), executor, 2);
            Future<Long> read = executor.submit(() -> count(compressor, form));
            byte[] zeros = new byte[1 << 20];
            for (long left = MORE_THAN_AN_INT; left > 0; left -= zeros.length) {
                out.write(zeros, 0, (int) Math.min(zeros.length, left));
            }
            out.close();
            assertThat(read.get(5, TimeUnit.MINUTES)).isEqualTo(MORE_THAN_AN_INT);
        } finally {
            executor.shutdownNow();
        }
    }

    private static long count(Compressor compressor, InputStream form) throws IOException {
        long count = 0;
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = compressor.decompress(form)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count += read;
            }
        }
        return count;
    }
}
