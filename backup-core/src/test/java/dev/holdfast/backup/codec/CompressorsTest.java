package dev.holdfast.backup.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.Compressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompressorsTest {

    private static final Duration NO_ENDLESS_LOOP = Duration.ofMinutes(2);
    private static ExecutorService executor = Executors.newFixedThreadPool(3);

    @BeforeAll
    static void start() {
        executor = Executors.newFixedThreadPool(3);
    }

    @AfterAll
    static void stop() {
        executor.shutdownNow();
    }

    static Stream<Compressor> all() {
        return Stream.concat(real(), Stream.of(new NoCompressor()));
    }

    static Stream<Compressor> real() {
        return Stream.of(
                new ZstdCompressor(),
                new ZstdCompressor(1, OptionalInt.of(0)),
                new ZstdCompressor(12, OptionalInt.empty()),
                new GzipCompressor(),
                new GzipCompressor(1),
                new XzCompressor(1),
                new Bzip2Compressor(2));
    }

    /** Text with islands of noise, so that every kind of block comes up. */
    static byte[] sample(int length, long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            byte[] piece = random.nextInt(20) == 0
                    ? new byte[random.nextInt(3000)]
                    : ("row " + random.nextInt(500) + " of table " + random.nextInt(9) + "\n")
                            .getBytes(StandardCharsets.UTF_8);
            if (piece.length > 100) {
                random.nextBytes(piece);
            }
            int taken = Math.min(piece.length, length - at);
            System.arraycopy(piece, 0, bytes, at, taken);
            at += taken;
        }
        return bytes;
    }

    /** Several blocks for codecs that have small ones and are fast; the others would take minutes. */
    private static int blocks(Compressor compressor) {
        return compressor instanceof XzCompressor || compressor instanceof Bzip2Compressor ? 500_000 : 5_000_000;
    }

    static byte[] compress(Compressor compressor, byte[] bytes) throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        try (OutputStream out = compressor.compress(form, executor, 2)) {
            out.write(bytes);
        }
        return form.toByteArray();
    }

    static byte[] decompress(Compressor compressor, byte[] form) throws IOException {
        try (InputStream in = compressor.decompress(new ByteArrayInputStream(form))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_was_written_is_read_back_whatever_its_size(Compressor compressor) throws IOException {
        int block = GzipBlock.SIZE;
        List<Integer> small = List.of(0, 1, 2, 4095, 131_072);
        List<Integer> large = List.of(block - 1, block, block + 1, 3 * block + 17, 5_000_000);
        for (int size : Stream.of(small, large).flatMap(List::stream).toList()) {
            if (size > Math.max(block + 1, blocks(compressor))) {
                continue;
            }
            byte[] bytes = sample(size, size);
            assertThat(decompress(compressor, compress(compressor, bytes)))
                    .as("%d bytes", size)
                    .isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void small_and_large_writes_and_single_bytes_make_the_same_bytes(Compressor compressor) throws IOException {
        byte[] bytes = sample(blocks(compressor) / 2, 5);
        Random random = new Random(5);
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        try (OutputStream out = compressor.compress(form, executor, 2)) {
            for (int at = 0; at < bytes.length; ) {
                int piece = Math.min(
                        bytes.length - at,
                        switch (random.nextInt(3)) {
                            case 0 -> 1;
                            case 1 -> random.nextInt(1000);
                            default -> random.nextInt(300_000);
                        });
                if (piece == 1) {
                    out.write(bytes[at]);
                } else {
                    out.write(bytes, at, piece);
                    out.flush();
                }
                at += piece;
            }
        }
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        try (InputStream in = compressor.decompress(new ByteArrayInputStream(form.toByteArray()))) {
            byte[] buffer = new byte[70_000];
            while (true) {
                int one = in.read();
                if (one < 0) {
                    break;
                }
                back.write(one);
                int read = in.read(buffer, 3, 1 + random.nextInt(buffer.length - 3));
                back.write(buffer, 3, Math.max(read, 0));
            }
        }
        assertThat(back.toByteArray()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("real")
    void a_form_that_was_not_completed_cannot_be_read_to_its_end(Compressor compressor) throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        OutputStream out = compressor.compress(form, executor, 2);
        out.write(sample(blocks(compressor), 3));
        byte[] incomplete = form.toByteArray();
        out.close();
        assertThat(form.size()).isGreaterThan(incomplete.length);
        assertThatThrownBy(() -> decompress(compressor, incomplete)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @MethodSource("real")
    void a_form_that_was_cut_anywhere_cannot_be_read_to_its_end(Compressor compressor) throws IOException {
        byte[] form = compress(compressor, sample(blocks(compressor) / 4, 4));
        Random random = new Random(4);
        for (int i = 0; i < 60; i++) {
            int length = i < 20 ? i : i < 40 ? form.length - 1 - (i - 20) : random.nextInt(form.length);
            assertThatThrownBy(() -> decompress(compressor, Arrays.copyOf(form, length)))
                    .as("cut to %d of %d", length, form.length)
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("real")
    void flipped_bits_give_an_io_exception_or_other_bytes_and_an_end(Compressor compressor) throws IOException {
        byte[] bytes = sample(300_000, 6);
        byte[] form = compress(compressor, bytes);
        AtomicInteger found = new AtomicInteger();
        int rounds = 300;
        for (int seed = 0; seed < rounds; seed++) {
            byte[] damaged = form.clone();
            Random random = new Random(seed);
            int flips = 1 + random.nextInt(3);
            for (int i = 0; i < flips; i++) {
                // The beginning has the headers, where lengths and limits are.
                int at = random.nextBoolean() ? random.nextInt(Math.min(64, form.length)) : random.nextInt(form.length);
                damaged[at] ^= (byte) (1 << random.nextInt(8));
            }
            Throwable thrown = Assertions.assertTimeoutPreemptively(
                    NO_ENDLESS_LOOP, () -> catchThrowable(() -> decompress(compressor, damaged)), "seed " + seed);
            if (thrown != null) {
                assertThat(thrown).as("seed %d", seed).isInstanceOf(IOException.class);
                found.incrementAndGet();
            }
        }
        assertThat(found.get()).as("of %d damaged forms", rounds).isGreaterThan(rounds * 3 / 4);
    }

    @ParameterizedTest
    @MethodSource("real")
    void noise_is_refused(Compressor compressor) {
        for (int seed = 0; seed < 50; seed++) {
            byte[] noise = new byte[5000];
            new Random(seed).nextBytes(noise);
            assertThatThrownBy(() -> decompress(compressor, noise))
                    .as("seed %d", seed)
                    .isInstanceOf(IOException.class);
        }
    }

    static Stream<Throwable> thrown() {
        return Stream.of(
                new IOException("the wire broke"),
                new StoreException(Failure.of("HF-STO-010", "no space left")),
                new IllegalStateException("somebody's bug"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_the_stream_below_throws_is_passed_on_as_it_is_while_writing(Compressor compressor) {
        thrown().forEach(thrown -> {
            BrokenOutput below = new BrokenOutput(20_000, thrown, null);
            assertThatThrownBy(() -> {
                        try (OutputStream out = compressor.compress(below, executor, 2)) {
                            for (int i = 0; i < 400; i++) {
                                out.write(sample(50_000, i));
                            }
                        }
                    })
                    .isSameAs(thrown);
            assertThat(below.closed).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_the_stream_below_throws_is_passed_on_as_it_is_while_closing(Compressor compressor) {
        thrown().forEach(thrown -> {
            BrokenOutput below = new BrokenOutput(Long.MAX_VALUE, thrown, thrown);
            assertThatThrownBy(() -> {
                        OutputStream out = compressor.compress(below, executor, 2);
                        out.write(7);
                        out.close();
                    })
                    .isSameAs(thrown);
            assertThat(below.closed).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_the_stream_below_throws_is_passed_on_as_it_is_while_reading(Compressor compressor) throws IOException {
        byte[] form = compress(compressor, sample(blocks(compressor), 8));
        thrown().forEach(thrown -> {
            for (int after : new int[] {0, 1, 5, 1000, form.length / 2, form.length - 1}) {
                BrokenInput below = new BrokenInput(form, after, thrown);
                assertThatThrownBy(() -> {
                            try (InputStream in = compressor.decompress(below)) {
                                in.readAllBytes();
                            }
                        })
                        .as("after %d", after)
                        .isSameAs(thrown);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("real")
    void after_a_failure_a_close_says_that_the_form_is_incomplete(Compressor compressor) throws IOException {
        StoreException full = new StoreException(Failure.of("HF-STO-010", "no space left"));
        OutputStream out = compressor.compress(new BrokenOutput(20_000, full, null), executor, 2);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 400; i++) {
                        out.write(sample(50_000, i));
                    }
                })
                .isSameAs(full);
        assertThatThrownBy(() -> out.write(new byte[1])).isInstanceOf(IOException.class);
        assertThatThrownBy(out::close)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("incomplete")
                .hasCause(full);
        out.close();
    }

    @ParameterizedTest
    @MethodSource("real")
    void closing_twice_and_early_does_no_harm(Compressor compressor) throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        OutputStream out = compressor.compress(form, executor, 2);
        out.write(sample(blocks(compressor), 9));
        out.close();
        int size = form.size();
        out.close();
        assertThat(form.size()).isEqualTo(size);
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);

        InputStream in = compressor.decompress(new ByteArrayInputStream(form.toByteArray()));
        assertThat(in.readNBytes(10)).hasSize(10);
        in.close();
        in.close();
        assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @MethodSource("real")
    void helpers_have_ended_when_close_returns(Compressor compressor) throws IOException {
        AtomicInteger running = new AtomicInteger();
        Executor counting = task -> {
            running.incrementAndGet();
            executor.execute(() -> {
                try {
                    task.run();
                } finally {
                    running.decrementAndGet();
                }
            });
        };
        BrokenOutput below = new BrokenOutput(20_000, new IOException("full"), null);
        OutputStream out = compressor.compress(below, counting, 3);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 400; i++) {
                        out.write(sample(50_000, i));
                    }
                })
                .isInstanceOf(IOException.class);
        assertThatThrownBy(out::close).isInstanceOf(IOException.class);
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        // The work is over; what may be left of a task is its return to the pool.
        while (running.get() > 0 && System.nanoTime() < patience) {
            Thread.onSpinWait();
        }
        assertThat(running.get()).isZero();
    }

    static Stream<Compressor> slow() {
        return Stream.of(new XzCompressor(0), new Bzip2Compressor(1));
    }

    @ParameterizedTest
    @MethodSource("slow")
    void memory_does_not_grow_with_the_bytes_of_slow_codecs_either(Compressor compressor) throws IOException {
        byte[] piece = sample(1_000_000, 13);
        try (OutputStream out = compressor.compress(OutputStream.nullOutputStream(), executor, 2)) {
            out.write(piece);
            long before = heap();
            for (int i = 0; i < 12; i++) {
                out.write(piece);
            }
            assertThat(heap() - before).as("bytes held").isLessThan(6_000_000);
        }
    }

    @SuppressWarnings("SystemGC")
    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @ParameterizedTest
    @MethodSource("real")
    void an_executor_that_refuses_or_forgets_its_tasks_costs_nothing_but_speed(Compressor compressor)
            throws IOException {
        byte[] bytes = sample(blocks(compressor), 10);
        List<Executor> executors = List.of(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                task -> {},
                Runnable::run);
        for (Executor poor : executors) {
            ByteArrayOutputStream form = new ByteArrayOutputStream();
            try (OutputStream out = compressor.compress(form, poor, 4)) {
                out.write(bytes);
            }
            assertThat(decompress(compressor, form.toByteArray())).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("real")
    void the_tool_of_its_name_reads_the_form(Compressor compressor, @TempDir Path scratch) throws Exception {
        Tool tool = new Tool(compressor.encoding());
        tool.require();
        for (int size : List.of(0, 1, blocks(compressor))) {
            byte[] bytes = sample(size, 11);
            assertThat(tool.run(scratch, compress(compressor, bytes), "-dc"))
                    .as("%d bytes", size)
                    .isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("real")
    void forms_of_the_tool_of_its_name_are_read_also_two_behind_each_other(Compressor compressor, @TempDir Path scratch)
            throws Exception {
        Tool tool = new Tool(compressor.encoding());
        tool.require();
        for (String level : List.of("-1", "-9")) {
            byte[] bytes = sample(blocks(compressor) / 2, 12);
            byte[] form = tool.run(scratch, bytes, level, "-c");
            assertThat(decompress(compressor, form)).isEqualTo(bytes);

            ByteArrayOutputStream twice = new ByteArrayOutputStream();
            twice.write(form);
            twice.write(form);
            byte[] both = decompress(compressor, twice.toByteArray());
            assertThat(both).hasSize(2 * bytes.length).startsWith(bytes).endsWith(bytes);
        }
    }

    /** Takes some bytes, then fails; may fail at the close too. */
    private static final class BrokenOutput extends OutputStream {
        private final Throwable thrown;
        private final Throwable atClose;
        private long room;
        private int closed;

        BrokenOutput(long room, Throwable thrown, Throwable atClose) {
            this.room = room;
            this.thrown = thrown;
            this.atClose = atClose;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[1], 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            room -= length;
            if (room < 0) {
                raise(thrown);
            }
        }

        @Override
        public void close() throws IOException {
            closed++;
            if (atClose != null) {
                raise(atClose);
            }
        }
    }

    /** Gives some bytes, then fails. */
    private static final class BrokenInput extends InputStream {
        private final InputStream in;
        private final Throwable thrown;
        private int left;

        BrokenInput(byte[] form, int after, Throwable thrown) {
            this.in = new ByteArrayInputStream(form);
            this.left = after;
            this.thrown = thrown;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                raise(thrown);
            }
            int read = in.read(bytes, offset, Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }
    }

    private static void raise(Throwable thrown) throws IOException {
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw (IOException) thrown;
    }
}
