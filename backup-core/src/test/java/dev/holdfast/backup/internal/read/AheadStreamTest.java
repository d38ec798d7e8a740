package dev.holdfast.backup.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.fixture.Fixture;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AheadStreamTest {

    private static final byte[] BYTES = Fixture.bytes(7, 5_000_000);

    private final ExecutorService pool = Executors.newSingleThreadExecutor(task -> new Thread(task, "ahead-test"));
    private final CancellationSource cancellation = new CancellationSource();
    private final AtomicBoolean closed = new AtomicBoolean();

    @AfterEach
    void ends_the_pool() throws InterruptedException {
        pool.shutdownNow();
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    private InputStream source() {
        return new FilterInputStream(new ByteArrayInputStream(BYTES)) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
    }

    private AheadStream ahead(InputStream source, Executor executor) {
        return AheadStream.of(source, executor, cancellation);
    }

    @Test
    void gives_the_bytes_of_its_source_and_then_the_end_for_ever() throws IOException {
        try (AheadStream stream = ahead(source(), pool)) {
            assertThat(stream.readAllBytes()).isEqualTo(BYTES);
            assertThat(stream.read()).isEqualTo(-1);
        }
        assertThat(closed).isTrue();
    }

    @Test
    void reads_by_itself_where_the_executor_runs_its_tasks_in_the_caller() throws IOException {
        try (AheadStream stream = ahead(source(), Runnable::run)) {
            assertThat(stream.readAllBytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void reads_by_itself_where_the_executor_has_no_thread_left() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        pool.execute(() -> {
            try {
                busy.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (AheadStream stream = ahead(source(), pool)) {
            assertThat(stream.readAllBytes()).isEqualTo(BYTES);
        } finally {
            busy.countDown();
        }
    }

    @Test
    void a_short_stream_that_is_read_to_its_end_while_somebody_waits_for_its_first_byte_is_whole() throws IOException {
        Thread reader = Thread.currentThread();
        Executor late = task -> pool.execute(() -> {
            while (reader.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            task.run();
        });
        for (int i = 0; i < 200; i++) {
            try (AheadStream stream = ahead(new ByteArrayInputStream(BYTES, 0, 126), late)) {
                assertThat(stream.readAllBytes()).hasSize(126);
            }
        }
    }

    @Test
    void reads_by_itself_where_the_executor_refuses() throws IOException {
        Executor refusing = task -> {
            throw new RejectedExecutionException("no");
        };
        try (AheadStream stream = ahead(source(), refusing)) {
            assertThat(stream.readAllBytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void throws_what_its_source_throws_after_the_bytes_before_it() throws IOException {
        InputStream failing = new FilterInputStream(new ByteArrayInputStream(BYTES)) {
            private int left = 1_000_001;

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (left == 0) {
                    throw new IOException("damage");
                }
                int n = super.read(buffer, offset, Math.min(left, length));
                left -= n;
                return n;
            }
        };
        try (AheadStream stream = ahead(failing, pool)) {
            assertThat(stream.readNBytes(1_000_001)).hasSize(1_000_001);
            assertThatThrownBy(() -> stream.read()).hasMessage("damage");
            assertThatThrownBy(() -> stream.read()).hasMessage("damage");
        }
    }

    @Test
    void closing_ends_the_reading_ahead_before_the_source_is_closed() throws Exception {
        AtomicLong after = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (closed.get()) {
                    after.incrementAndGet();
                }
                return length;
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
        try (AheadStream stream = ahead(endless, pool)) {
            assertThat(stream.readNBytes(3_000_000)).hasSize(3_000_000);
        }
        assertThat(closed).isTrue();
        pool.submit(() -> {}).get(1, TimeUnit.MINUTES);
        assertThat(after).hasValue(0);
    }

    @Test
    void a_cancel_ends_the_wait_for_a_source_that_gives_nothing() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        InputStream silent = new InputStream() {
            @Override
            public int read() {
                return -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                reading.countDown();
                try {
                    release.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return -1;
            }
        };
        try (AheadStream stream = ahead(silent, pool)) {
            assertThat(reading.await(1, TimeUnit.MINUTES)).isTrue();
            cancellation.cancel(Failure.of("HF-RUN-001", "cancelled"));
            assertThatThrownBy(() -> stream.read()).isInstanceOf(CancelledException.class);
            release.countDown();
        }
    }
}
