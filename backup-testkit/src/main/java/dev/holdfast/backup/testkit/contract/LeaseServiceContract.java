package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.LeaseService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of {@link LeaseService} and {@link Lease} as tests. Extend it and implement {@link #leases()}. */
@SuppressWarnings("MemberName")
public abstract class LeaseServiceContract extends Contract {

    private static final String ORDERS = "target/orders";

    /** For subclasses. */
    protected LeaseServiceContract() {}

    /**
     * Gives the service as one more process has it: each call another one, all for the same leases.
     *
     * @return a service
     * @throws Exception if it cannot be made
     */
    protected abstract LeaseService leases() throws Exception;

    private static LeaseRequest exclusive(String purpose) {
        return new LeaseRequest(ORDERS, LeaseMode.EXCLUSIVE, purpose, Duration.ZERO);
    }

    private static LeaseRequest shared() {
        return new LeaseRequest(ORDERS, LeaseMode.SHARED, "verify", Duration.ZERO);
    }

    private static LeaseException refused(LeaseService service, LeaseRequest request) {
        Throwable thrown = catchThrowable(() -> service.acquire(request).close());
        assertThat(thrown).as("what acquiring a lease that is held throws").isInstanceOf(LeaseException.class);
        return (LeaseException) thrown;
    }

    /** LEASE-01. If it fails: can two hold one resource, or does the message not say enough to find the other? */
    @Test
    @DisplayName("LEASE-01 a second holder is refused, and told what the first one does")
    public void LEASE_01_a_second_holder_is_refused() {
        prove("LEASE-01", () -> {
            LeaseService one = leases();
            LeaseService two = leases();
            try (Lease held = one.acquire(exclusive("create nightly"))) {
                assertThat(held.renew()).as("whether it is held").isTrue();
                for (LeaseService service : List.of(one, two)) {
                    LeaseException refusal = refused(service, exclusive("create weekly"));
                    assertThat(refusal.code()).isEqualTo("HF-LEA-001");
                    assertThat(refusal.retryStatus()).isEqualTo(RetryStatus.LATER);
                    assertThat(refusal.getMessage()).contains(ORDERS, "create nightly", "since ");
                    assertThat(refusal.context()).containsEntry("resource", ORDERS);
                }
            }
        });
    }

    /** LEASE-02. If it fails: is there something that a close does not remove? */
    @Test
    @DisplayName("LEASE-02 what is given back is free, and whoever gave it back does not hold it")
    public void LEASE_02_what_is_given_back_is_free() {
        prove("LEASE-02", () -> {
            LeaseService one = leases();
            Lease first = one.acquire(exclusive("first"));
            first.close();
            assertThat(first.renew()).as("renewing what was given back").isFalse();
            assertThat(first.confirm()).as("confirming what was given back").isFalse();
            Lease second = leases().acquire(exclusive("second"));
            first.close();
            refused(one, exclusive("third"));
            assertThat(second.confirm())
                    .as("whether the second holder has it after the first gave it back twice")
                    .isTrue();
            second.close();
        });
    }

    /** LEASE-03. If it fails: is the number kept where it goes with its holder? */
    @Test
    @DisplayName("LEASE-03 each exclusive holder has a greater fencing number than all before, whichever process it is")
    public void LEASE_03_fences_grow() {
        prove("LEASE-03", () -> {
            long last = -1;
            for (int i = 0; i < 3; i++) {
                LeaseService service = leases();
                for (int j = 0; j < 2; j++) {
                    try (Lease lease = service.acquire(exclusive("create"))) {
                        assertThat(lease.fence()).as("fence").isGreaterThan(last);
                        last = lease.fence();
                    }
                }
            }
        });
    }

    /** LEASE-04. If it fails: does the first of several readers that leaves give up the lease of all? */
    @Test
    @DisplayName("LEASE-04 readers share it, and keep writers out until the last one leaves")
    public void LEASE_04_readers_share() {
        prove("LEASE-04", () -> {
            LeaseService service = leases();
            Lease one = service.acquire(shared());
            Lease two = service.acquire(shared());
            Lease three = leases().acquire(shared());
            one.close();
            refused(service, exclusive("expire"));
            two.close();
            refused(service, exclusive("expire"));
            assertThat(three.renew()).as("whether the last reader holds it").isTrue();
            three.close();
            try (Lease writer = service.acquire(exclusive("expire"))) {
                refused(leases(), shared());
                assertThat(writer.renew()).as("whether the writer holds it").isTrue();
            }
        });
    }

    /** LEASE-05. If it fails: do two names become one key? */
    @Test
    @DisplayName("LEASE-05 other resources are free")
    public void LEASE_05_other_resources_are_free() {
        prove("LEASE-05", () -> {
            LeaseService service = leases();
            try (Lease orders = service.acquire(exclusive("create"));
                    Lease uploads = service.acquire(
                            new LeaseRequest("target/uploads", LeaseMode.EXCLUSIVE, "create", Duration.ZERO))) {
                assertThat(orders.renew()).as("the first").isTrue();
                assertThat(uploads.renew()).as("the second").isTrue();
            }
        });
    }

    /** LEASE-06. If it fails: is the patience looked at only once? */
    @Test
    @DisplayName("LEASE-06 who has patience gets it when it is given back")
    public void LEASE_06_patience_is_rewarded() {
        prove("LEASE-06", () -> {
            Lease held = leases().acquire(exclusive("first"));
            LeaseService other = leases();
            CountDownLatch waiting = new CountDownLatch(1);
            Attempt second = Attempt.start("waiting for a lease", () -> {
                waiting.countDown();
                other.acquire(new LeaseRequest(ORDERS, LeaseMode.EXCLUSIVE, "second", patience()))
                        .close();
            });
            assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
            held.close();
            second.await(patience());
        });
    }

    /** LEASE-07. If it fails: is the interruption swallowed where the service waits? */
    @Test
    @DisplayName("LEASE-07 who is interrupted while waiting stops waiting")
    public void LEASE_07_an_interruption_ends_the_wait() {
        prove("LEASE-07", () -> {
            LeaseService other = leases();
            try (Lease held = leases().acquire(exclusive("first"))) {
                CountDownLatch waiting = new CountDownLatch(1);
                Attempt second = Attempt.start("waiting for a lease", () -> {
                    waiting.countDown();
                    Throwable thrown = catchThrowable(() -> other.acquire(
                                    new LeaseRequest(ORDERS, LeaseMode.EXCLUSIVE, "second", Duration.ofMinutes(10)))
                            .close());
                    assertThat(thrown).isInstanceOf(InterruptedException.class);
                });
                assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
                second.interrupt();
                second.await(patience());
                assertThat(held.renew()).as("whether the holder still has it").isTrue();
            }
        });
    }

    /** LEASE-08. If it fails: look and take must be one step, under a lock that all processes share. */
    @Test
    @DisplayName("LEASE-08 of several that want it at once one has it at a time, in the order of their fencing numbers")
    public void LEASE_08_one_at_a_time() {
        prove("LEASE-08", () -> {
            AtomicInteger inside = new AtomicInteger();
            ConcurrentLinkedQueue<Long> fences = new ConcurrentLinkedQueue<>();
            List<Attempt> attempts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                LeaseService service = leases();
                attempts.add(Attempt.start("process " + i, () -> {
                    for (int j = 0; j < 5; j++) {
                        try (Lease lease = service.acquire(
                                new LeaseRequest(ORDERS, LeaseMode.EXCLUSIVE, "create", Duration.ofMinutes(1)))) {
                            assertThat(inside.incrementAndGet())
                                    .as("holders at once")
                                    .isEqualTo(1);
                            fences.add(lease.fence());
                            assertThat(lease.confirm()).as("whether it is held").isTrue();
                            inside.decrementAndGet();
                        }
                    }
                }));
            }
            for (Attempt attempt : attempts) {
                attempt.await(Duration.ofMinutes(1));
            }
            assertThat(List.copyOf(fences)).hasSize(20).isSorted().doesNotHaveDuplicates();
        });
    }
}
