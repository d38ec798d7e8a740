package dev.holdfast.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedWorkTest {

    private static final int MANY = 3000;
    private static final Executor NOBODY = helper -> {};

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES))
                .as("helpers end by themselves")
                .isTrue();
    }

    private static List<Integer> done(int pieces, Executor helpers) throws Exception {
        List<Integer> done = new ArrayList<>();
        new SharedWork<>(pieces, number -> number).run(helpers, done::add);
        done.sort(null);
        return done;
    }

    private static List<Integer> upTo(int pieces) {
        return IntStream.range(0, pieces).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, MANY})
    void every_piece_is_done_once_alone_and_with_helpers(int pieces) throws Exception {
        assertThat(done(pieces, NOBODY)).isEqualTo(upTo(pieces));
        assertThat(done(pieces, threads)).isEqualTo(upTo(pieces));
    }

    @Test
    void a_full_executor_leaves_the_work_to_the_caller() throws Exception {
        assertThat(done(MANY, helper -> {
                    throw new RejectedExecutionException("full");
                }))
                .isEqualTo(upTo(MANY));
    }

    @Test
    void a_helper_that_comes_late_finds_nothing_to_do() throws Exception {
        List<Runnable> late = new ArrayList<>();
        AtomicInteger worked = new AtomicInteger();
        new SharedWork<>(MANY, number -> worked.incrementAndGet()).run(late::add, result -> {});
        late.forEach(Runnable::run);
        assertThat(late).isNotEmpty();
        assertThat(worked).hasValue(MANY);
    }

    @Test
    void few_pieces_call_nobody() throws Exception {
        assertThat(done(100, helper -> {
                    throw new AssertionError("called");
                }))
                .hasSize(100);
    }

    @Test
    void helpers_work_while_the_caller_takes_on_its_own_thread() throws Exception {
        Thread caller = Thread.currentThread();
        CountDownLatch helped = new CountDownLatch(1);
        Set<Thread> workers = new HashSet<>();
        new SharedWork<>(MANY, number -> {
                    if (Thread.currentThread() == caller) {
                        await(helped);
                    } else {
                        helped.countDown();
                    }
                    return Thread.currentThread();
                })
                .run(threads, worker -> {
                    assertThat(Thread.currentThread()).isSameAs(caller);
                    workers.add(worker);
                });
        assertThat(workers).anyMatch(worker -> worker != caller);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_piece_that_comes_to_nothing_is_left_out() throws Exception {
        List<Integer> done = new ArrayList<>();
        new SharedWork<Integer>(10, number -> number % 2 == 0 ? number : null).run(NOBODY, done::add);
        assertThat(done).containsExactly(0, 2, 4, 6, 8);
    }

    @Test
    void what_fails_in_a_helper_fails_the_whole() {
        Thread caller = Thread.currentThread();
        CountDownLatch failed = new CountDownLatch(1);
        IllegalStateException fault = new IllegalStateException("no such disk");
        SharedWork<Integer> work = new SharedWork<>(MANY, number -> {
            if (Thread.currentThread() == caller) {
                await(failed);
                return number;
            }
            failed.countDown();
            throw fault;
        });
        assertThatThrownBy(() -> work.run(threads, result -> {})).isSameAs(fault);
    }

    @Test
    void an_error_in_a_helper_is_not_swallowed() {
        Thread caller = Thread.currentThread();
        CountDownLatch failed = new CountDownLatch(1);
        SharedWork<Integer> work = new SharedWork<>(MANY, number -> {
            if (Thread.currentThread() == caller) {
                await(failed);
                return number;
            }
            failed.countDown();
            throw new OutOfMemoryError("pretended");
        });
        assertThatThrownBy(() -> work.run(threads, result -> {})).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void helpers_stop_when_the_taker_fails() {
        List<Runnable> late = new ArrayList<>();
        AtomicInteger worked = new AtomicInteger();
        SharedWork<Integer> work = new SharedWork<>(MANY, number -> worked.incrementAndGet());
        assertThatThrownBy(() -> work.run(late::add, result -> {
                    throw new IOException("no room");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no room");
        int before = worked.get();
        late.forEach(Runnable::run);
        assertThat(worked).hasValue(before);
    }

    @Test
    void an_interrupt_ends_the_wait_for_a_helper() throws Exception {
        Thread caller = Thread.currentThread();
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch helping = new CountDownLatch(1);
        SharedWork<Integer> work = new SharedWork<>(300, number -> {
            if (Thread.currentThread() == caller) {
                await(helping);
            } else {
                helping.countDown();
                await(never);
            }
            return number;
        });
        try {
            assertThatThrownBy(() -> work.run(threads, result -> caller.interrupt()))
                    .isInstanceOf(InterruptedException.class);
        } finally {
            never.countDown();
        }
    }
}
