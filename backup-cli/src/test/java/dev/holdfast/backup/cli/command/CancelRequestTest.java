package dev.holdfast.backup.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancelRequestTest {

    private final CancelRequest request = new CancelRequest(Thread.currentThread());
    private final AtomicInteger cancelled = new AtomicInteger();

    @Test
    void the_first_request_cancels_the_work_and_a_second_one_is_told_apart() {
        try (CancelRequest.Scope scope = request.during(cancelled::incrementAndGet)) {
            assertThat(request.request()).isTrue();
            assertThat(request.request()).isFalse();
        }
        assertThat(cancelled).hasValue(1);
        assertThat(request.isRequested()).isTrue();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void work_that_begins_after_the_request_is_cancelled_at_once() {
        request.request();
        assertThat(Thread.interrupted()).isTrue();
        try (CancelRequest.Scope scope = request.during(cancelled::incrementAndGet)) {
            assertThat(cancelled).hasValue(1);
        }
    }

    @Test
    void work_without_a_way_of_its_own_is_interrupted() {
        try (CancelRequest.Scope scope = request.during(cancelled::incrementAndGet)) {
            assertThat(request.isRequested()).isFalse();
        }
        request.request();
        assertThat(cancelled).hasValue(0);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_service_is_ended_then_hurried_and_a_third_request_is_not_answered() {
        AtomicInteger hurried = new AtomicInteger();
        AtomicInteger reloaded = new AtomicInteger();
        try (CancelRequest.Scope scope =
                request.serving(cancelled::incrementAndGet, hurried::incrementAndGet, reloaded::incrementAndGet)) {
            assertThat(request.hangUp()).isTrue();
            assertThat(request.isRequested()).isFalse();
            assertThat(request.request()).isTrue();
            assertThat(cancelled).hasValue(1);
            assertThat(hurried).hasValue(0);
            assertThat(request.request()).isTrue();
            assertThat(hurried).hasValue(1);
            assertThat(request.request()).isFalse();
        }
        assertThat(cancelled).hasValue(1);
        assertThat(reloaded).hasValue(1);
    }

    @Test
    void what_is_no_service_is_cancelled_by_a_hang_up() {
        try (CancelRequest.Scope scope = request.during(cancelled::incrementAndGet)) {
            assertThat(request.hangUp()).isTrue();
        }
        assertThat(cancelled).hasValue(1);
    }
}
