package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunningCommand;
import dev.holdfast.backup.testkit.TestRunContext;
import dev.holdfast.backup.testkit.Tools;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of {@link Compressor} as tests. Extend it and implement {@link #compressor()}. */
@SuppressWarnings("MemberName")
public abstract class CompressorContract extends Contract {

    private static final int THREADS = 2;
    private static final long MORE_THAN_4_GIB = 4L * 1024 * Heap.MIB + 1;

    private TestRunContext context = new TestRunContext();

    /** For subclasses. */
    protected CompressorContract() {}

    /**
     * Makes the compressor under test.
     *
     * @return a compressor
     * @throws Exception if it cannot be made
     */
    protected abstract Compressor compressor() throws Exception;

    /**
     * Names the standard tool, for CODEC-06.
     *
     * @return the command that reads the form from its standard input and writes the bytes to its standard output, such as {@code zstd -dc};
     *     none by default, which skips the rule
     */
    protected List<String> tool() {
        return List.of();
    }

    /** {@return whether to try more than 4 GiB too, which takes a while; false by default, which skips that test} */
    protected boolean tryHuge() {
        return false;
    }

    /** Starts helpers' threads. */
    @BeforeEach
    public final void startHelpers() {
        context = new TestRunContext().pool(THREADS);
    }

    /** Ends helpers' threads. */
    @AfterEach
    public final void endHelpers() {
        context.close();
    }

    private byte[] compressed(byte[] bytes) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream compressing = compressor().compress(out, context.executor(), THREADS)) {
            compressing.write(bytes);
        }
        return out.toByteArray();
    }

    private byte[] decompressed(byte[] form) throws Exception {
        try (InputStream in = compressor().decompress(new ByteArrayInputStream(form))) {
            return in.readAllBytes();
        }
    }

    /**
     * CODEC-01. If it fails for one size: what happens at the end of a block? If it fails for pieces: is a write of one byte, or of part of an
     * array, handled like the others?
     */
    @Test
    @DisplayName("CODEC-01 what was written is read back, byte for byte")
    public void CODEC_01_what_was_written_is_read_back() {
        prove("CODEC-01", () -> {
            for (int size : new int[] {0, 1, 2, 100, 65_535, 65_536, 65_537, 1_000_000, 5_000_000}) {
                byte[] random = Samples.random(size, size);
                assertSame(random, decompressed(compressed(random)), size + " random bytes");
                byte[] repetitive = Samples.repetitive(size);
                assertSame(repetitive, decompressed(compressed(repetitive)), size + " repetitive bytes");
            }
            byte[] bytes = Samples.random(7, 50_000);
            assertSame(bytes, decompressed(inPieces(bytes)), "bytes written and read in pieces");
            try (InputStream in = compressor().decompress(new ByteArrayInputStream(compressed(bytes)))) {
                for (byte each : bytes) {
                    int read = in.read();
                    assertThat(read).as("a byte that is read alone").isEqualTo(each & 0xFF);
                }
                assertThat(in.read()).as("the byte behind the end").isEqualTo(-1);
                assertThat(in.read(new byte[10])).as("the bytes behind the end").isEqualTo(-1);
            }
        });
    }

    private static void assertSame(byte[] expected, byte[] actual, String what) {
        // Not isEqualTo: its message would have millions of bytes.
        assertThat(Arrays.mismatch(expected, actual))
                .as("where %s, read back, differ (%d instead of %d)", what, actual.length, expected.length)
                .isEqualTo(-1);
    }

    private byte[] inPieces(byte[] bytes) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream compressing = compressor().compress(out, context.executor(), 1)) {
            int position = 0;
            Random random = new Random(11);
            while (position < bytes.length) {
                int piece = Math.min(bytes.length - position, random.nextInt(3) == 0 ? 1 : random.nextInt(2000));
                if (piece == 1) {
                    compressing.write(bytes[position]);
                } else {
                    compressing.write(bytes, position, piece);
                }
                position += piece;
                if (random.nextInt(20) == 0) {
                    compressing.flush();
                }
            }
        }
        return out.toByteArray();
    }

    /**
     * CODEC-01 for more than 4 GiB. If it fails: is a count an {@code int}, or a length in the form 32 bits wide?
     *
     * @param directory where the form goes
     */
    @Test
    @DisplayName("CODEC-01 more than 4 GiB are read back")
    public void CODEC_01_more_than_4_GiB_are_read_back(@TempDir Path directory) {
        prove("CODEC-01", () -> {
            if (!tryHuge()) {
                skip("CODEC-01", "more than 4 GiB take a while; override tryHuge() to try them");
            }
            Path form = directory.resolve("form");
            byte[] block = Samples.random(3, (int) Heap.MIB);
            try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(form));
                    OutputStream out = compressor().compress(file, context.executor(), THREADS)) {
                for (long left = MORE_THAN_4_GIB; left > 0; left -= block.length) {
                    out.write(block, 0, (int) Math.min(left, block.length));
                }
            }
            long count = 0;
            try (InputStream file = new BufferedInputStream(Files.newInputStream(form));
                    InputStream in = compressor().decompress(file)) {
                byte[] read = new byte[block.length];
                for (int n = in.readNBytes(read, 0, read.length); n > 0; n = in.readNBytes(read, 0, read.length)) {
                    assertThat(Arrays.equals(read, 0, n, block, 0, n))
                            .as("the block at %d", count)
                            .isTrue();
                    count += n;
                }
            }
            assertThat(count).as("bytes read back").isEqualTo(MORE_THAN_4_GIB);
        });
    }

    /** CODEC-02. If it fails: does closing write what is pending and the end, and then close the stream below, once? */
    @Test
    @DisplayName("CODEC-02 closing completes the form and closes the stream below; without it, reading fails")
    public void CODEC_02_closing_completes_the_form() {
        prove("CODEC-02", () -> {
            Below below = new Below();
            OutputStream compressing = compressor().compress(below, context.executor(), THREADS);
            int written = 0;
            byte[] block = Samples.random(2, 1_000_000);
            do {
                compressing.write(block);
                compressing.flush();
                written += block.length;
            } while (below.size() == 0 && written < 64_000_000);
            byte[] soFar = below.toByteArray();
            assertThat(below.closed)
                    .as("whether the stream below is closed before the close")
                    .isFalse();
            compressing.close();
            assertThat(below.closed)
                    .as("whether closing closes the stream below")
                    .isTrue();
            assertThat(decompressed(below.toByteArray()).length)
                    .as("bytes read from the form that was completed by closing")
                    .isEqualTo(written);
            Throwable thrown = catchThrowable(() -> decompressed(soFar));
            assertThat(thrown)
                    .as("what reading throws for the form as it was before the close")
                    .isInstanceOf(IOException.class);
        });
    }

    /**
     * CODEC-03. If it fails with another exception: catch what the library below throws and turn it into an {@link IOException}. If it does not
     * end: is the end of the input taken for "no bytes now"?
     */
    @Test
    @DisplayName("CODEC-03 a cut or damaged form gives an IOException or other bytes")
    public void CODEC_03_a_damaged_form_gives_an_IOException_or_other_bytes() {
        prove("CODEC-03", () -> {
            byte[] bytes = Arrays.copyOf(Samples.repetitive(20_000), 24_000);
            System.arraycopy(Samples.random(3, 4000), 0, bytes, 20_000, 4000);
            byte[] form = compressed(bytes);
            inTime("reading damaged forms", () -> {
                int step = Math.max(1, form.length / 400);
                for (int length = 0; length < form.length; length += step) {
                    readDamaged(Arrays.copyOf(form, length), "a form cut at " + length + " of " + form.length);
                }
                Random random = new Random(33);
                for (int i = 0; i < 600; i++) {
                    int bit = i < form.length * 8 && i < 200 ? i : random.nextInt(form.length * 8);
                    byte[] damaged = form.clone();
                    damaged[bit / 8] ^= (byte) (1 << (bit % 8));
                    readDamaged(damaged, "a form with bit " + bit + " flipped");
                }
            });
        });
    }

    private void readDamaged(byte[] form, String what) throws Exception {
        byte[] buffer = new byte[64 * 1024];
        long count = 0;
        try (InputStream in = compressor().decompress(new ByteArrayInputStream(form))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count += read;
                assertThat(count).as("bytes read from %s of 24000 bytes", what).isLessThan(1L << 32);
            }
        } catch (IOException e) {
            assertThat(e).as("what reading %s throws", what).isNotNull();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("reading " + what + " throws " + e + ", not an IOException", e);
        }
    }

    /**
     * CODEC-04. If it fails: does {@code close} wait for the helpers, also when nothing was written or the stream below fails, and does a second
     * close do nothing? Native memory is not measured: look whether it is freed on the same paths.
     */
    @Test
    @DisplayName("CODEC-04 closing a stream frees threads, also when it was not used to its end, also twice")
    public void CODEC_04_closing_frees_threads() {
        prove("CODEC-04", () -> {
            byte[] bytes = Samples.random(4, 3_000_000);
            byte[] form = compressed(bytes);
            AtomicInteger running = new AtomicInteger();
            Executor counting = task -> {
                running.incrementAndGet();
                context.executor().execute(() -> {
                    try {
                        task.run();
                    } finally {
                        running.decrementAndGet();
                    }
                });
            };
            Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
            for (int length : new int[] {0, 1, 3_000_000}) {
                Below below = new Below();
                OutputStream out = compressor().compress(below, counting, THREADS);
                out.write(bytes, 0, length);
                out.close();
                assertThat(leftOf(running))
                        .as("helpers that run after the close of %d bytes", length)
                        .isZero();
                int size = below.size();
                out.close();
                assertThat(below.size())
                        .as("the size of the form after a second close")
                        .isEqualTo(size);
            }
            for (int length : new int[] {0, 10, 2_000_000}) {
                BelowInput below = new BelowInput(form);
                InputStream in = compressor().decompress(below);
                in.readNBytes(length);
                in.close();
                in.close();
                assertThat(below.closed)
                        .as("whether closing closes the stream below")
                        .isTrue();
            }
            assertThat(newThreads(before)).as("threads that are left").isEmpty();
        });
    }

    /** Gives the last steps of a task a moment: a helper's work can be over before its thread has returned from it. */
    private static int leftOf(AtomicInteger running) throws InterruptedException {
        for (int look = 0; look < 100 && running.get() > 0; look++) {
            Thread.sleep(20);
        }
        return running.get();
    }

    private static List<String> newThreads(Set<Thread> before) throws InterruptedException {
        List<String> left = List.of();
        for (int look = 0; look < 100; look++) {
            left = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.isAlive() && !before.contains(thread))
                    .map(Thread::getName)
                    .filter(name -> !name.startsWith("holdfast-test-run-"))
                    .toList();
            if (left.isEmpty()) {
                return left;
            }
            // A thread that was told to end needs a moment until the virtual machine forgets it.
            Thread.sleep(20);
        }
        return left;
    }

    /** CODEC-05. If it fails: what is collected? Blocks on their way are fine, as long as their number has a bound. */
    @Test
    @DisplayName("CODEC-05 memory does not grow with the number of bytes")
    public void CODEC_05_memory_does_not_grow_with_the_number_of_bytes() {
        prove("CODEC-05", () -> {
            byte[] block = Samples.repetitive((int) Heap.MIB);
            System.arraycopy(Samples.random(5, block.length / 4), 0, block, 0, block.length / 4);
            try (OutputStream out =
                    compressor().compress(OutputStream.nullOutputStream(), context.executor(), THREADS)) {
                long before = heldAfter(out, block, 24);
                long after = heldAfter(out, block, 80);
                assertThat(after - before)
                        .as("%s while 80 MiB more were compressed", Heap.grown(before, after))
                        .isLessThan(16 * Heap.MIB);
            }
        });
    }

    private static long heldAfter(OutputStream out, byte[] block, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            out.write(block);
        }
        return Heap.held();
    }

    /** CODEC-06. If it fails: what does the tool say? Compare the form's header and end with its specification. */
    @Test
    @DisplayName("CODEC-06 the standard tool reads the form")
    public void CODEC_06_the_standard_tool_reads_the_form() {
        prove("CODEC-06", () -> {
            if (tool().isEmpty()) {
                skip("CODEC-06", "override tool() with the command that reads the form");
            }
            Tools.require(tool().get(0));
            for (int size : new int[] {0, 1, 30_000}) {
                byte[] bytes = Samples.random(6, size);
                byte[] form = compressed(bytes);
                try (RunningCommand running = context.commands().start(Command.of(tool().toArray(String[]::new)))) {
                    try (OutputStream input = running.input()) {
                        input.write(form);
                    }
                    byte[] read = running.output().readAllBytes();
                    assertThat(running.await(Deadline.after(patience())).errors())
                            .as("what %s says of the form of %d bytes", tool(), size)
                            .isEmpty();
                    assertSame(bytes, read, size + " bytes, by " + tool());
                }
            }
        });
    }

    /** CODEC-07. If it fails: is the exception wrapped by a helper's future, or swallowed by the close of a library's stream? */
    @Test
    @DisplayName("CODEC-07 an exception of the stream below is passed on as it is")
    public void CODEC_07_an_exception_of_the_stream_below_is_passed_on() {
        prove("CODEC-07", () -> {
            byte[] bytes = Samples.random(7, 3_000_000);
            byte[] form = compressed(bytes);
            for (Exception below : List.of(
                    new IOException("the disk went away"),
                    new StoreException(Failure.of("TESTKIT-040", "the store went away")))) {
                OutputStream out = compressor().compress(new FailingOutput(1000, below), context.executor(), THREADS);
                Throwable writing = firstOf(() -> out.write(bytes), out);
                assertThat(writing)
                        .as("what writing throws when the stream below throws %s", below)
                        .isSameAs(below);
                Throwable reading = catchThrowable(() -> readAll(new FailingInput(form, form.length / 2, below)));
                assertThat(reading)
                        .as("what reading throws when the stream below throws %s", below)
                        .isSameAs(below);
            }
        });
    }

    /** What an act throws, or else the close after it: a second throw of one exception cannot be suppressed by the first. */
    private static @Nullable Throwable firstOf(Proof act, Closeable closeable) {
        Throwable first = catchThrowable(act::run);
        Throwable second = catchThrowable(closeable::close);
        return first == null ? second : first;
    }

    private void readAll(InputStream below) throws Exception {
        InputStream in = compressor().decompress(below);
        Throwable first = firstOf(in::readAllBytes, in);
        if (first != null) {
            sneaky(first);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static void fail(Exception exception) throws IOException {
        if (exception instanceof IOException io) {
            throw io;
        }
        throw (RuntimeException) exception;
    }

    private static final class Below extends ByteArrayOutputStream {
        private volatile boolean closed;

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class BelowInput extends ByteArrayInputStream {
        private volatile boolean closed;

        BelowInput(byte[] bytes) {
            super(bytes);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class FailingOutput extends OutputStream {
        private long left;
        private final Exception exception;

        FailingOutput(long passing, Exception exception) {
            this.left = passing;
            this.exception = exception;
        }

        @Override
        public synchronized void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
                fail(exception);
            }
        }
    }

    /** Not a ByteArrayInputStream: that has ways to read which do not come by here. */
    private static final class FailingInput extends InputStream {
        private final byte[] bytes;
        private final int passing;
        private final Exception exception;
        private int position;

        FailingInput(byte[] bytes, int passing, Exception exception) {
            this.bytes = bytes;
            this.passing = passing;
            this.exception = exception;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (position >= passing) {
                fail(exception);
            }
            int read = Math.min(length, passing - position);
            System.arraycopy(bytes, position, into, offset, read);
            position += read;
            return read;
        }
    }
}
