package dev.holdfast.backup.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLeasesTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T02:15:00Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private FileLeases leases() {
        return new FileLeases(directory.resolve("leases"), CLOCK);
    }

    private static LeaseRequest exclusive(String purpose) {
        return new LeaseRequest("target/orders", LeaseMode.EXCLUSIVE, purpose, Duration.ZERO);
    }

    private static LeaseRequest shared() {
        return new LeaseRequest("target/orders", LeaseMode.SHARED, "verify", Duration.ZERO);
    }

    @Test
    void a_second_holder_is_refused_and_told_who_holds_it_since_when_and_what_for() throws Exception {
        try (Lease held = leases().acquire(exclusive("create nightly"))) {
            assertThatThrownBy(() -> leases().acquire(exclusive("create weekly")))
                    .isInstanceOf(LeaseException.class)
                    .hasMessageContaining("target/orders is in use by process "
                            + ProcessHandle.current().pid())
                    .hasMessageContaining("create nightly")
                    .hasMessageContaining("2026-11-20T02:15:00Z")
                    .extracting(e -> ((LeaseException) e).code())
                    .isEqualTo("HF-LEA-001");
        }
    }

    @Test
    void it_is_free_again_once_it_is_given_back() throws Exception {
        leases().acquire(exclusive("create")).close();
        leases().acquire(exclusive("create")).close();
    }

    @Test
    void closing_twice_does_not_give_back_what_somebody_else_holds_by_then() throws Exception {
        Lease first = leases().acquire(exclusive("first"));
        first.close();
        try (Lease second = leases().acquire(exclusive("second"))) {
            first.close();
            assertThatThrownBy(() -> leases().acquire(exclusive("third"))).isInstanceOf(LeaseException.class);
        }
    }

    @Test
    void each_exclusive_holder_has_a_greater_fence() throws Exception {
        long first;
        try (Lease lease = leases().acquire(exclusive("one"))) {
            first = lease.fence();
        }
        try (Lease lease = leases().acquire(exclusive("two"))) {
            assertThat(lease.fence()).isGreaterThan(first);
        }
    }

    @Test
    void several_readers_share_it_and_keep_writers_out_until_the_last_one_leaves() throws Exception {
        Lease one = leases().acquire(shared());
        Lease two = leases().acquire(shared());
        one.close();
        assertThatThrownBy(() -> leases().acquire(exclusive("expire"))).isInstanceOf(LeaseException.class);
        two.close();
        leases().acquire(exclusive("expire")).close();
    }

    @Test
    void other_resources_are_free() throws Exception {
        try (Lease orders = leases().acquire(exclusive("create"));
                Lease uploads = leases().acquire(
                                new LeaseRequest("target/uploads", LeaseMode.EXCLUSIVE, "create", Duration.ZERO))) {
            assertThat(orders.renew()).isTrue();
            assertThat(uploads.renew()).isTrue();
        }
    }

    @Test
    void a_holder_whose_file_was_removed_learns_that_it_lost_the_lease() throws Exception {
        try (Lease lease = leases().acquire(exclusive("create"))) {
            assertThat(lease.renew()).isTrue();
            try (var files = Files.list(directory.resolve("leases"))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            assertThat(lease.renew()).isFalse();
            assertThat(lease.confirm()).isFalse();
            assertThat(lease.lostBecause())
                    .startsWith("its file ")
                    .contains("target_orders.lease")
                    .endsWith(" was removed or replaced");
        }
    }

    @Test
    void a_lease_that_was_given_back_cannot_be_renewed() throws Exception {
        Lease lease = leases().acquire(exclusive("create"));
        lease.close();
        assertThat(lease.renew()).isFalse();
    }

    @Test
    void files_are_for_their_owner_alone() throws Exception {
        leases().acquire(exclusive("create")).close();
        try (var files = Files.list(directory.resolve("leases"))) {
            assertThat(files.map(FileLeasesTest::mode)).containsOnly("rw-------");
        }
    }

    private static String mode(Path file) {
        try {
            return java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void another_process_is_kept_out_while_it_lives_and_its_lease_goes_with_it_when_it_is_killed() throws Exception {
        Process other = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.resolve("leases").toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
            assertThat(out.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> leases().acquire(exclusive("create")))
                    .isInstanceOf(LeaseException.class)
                    .hasMessageContaining("process " + other.pid())
                    .hasMessageContaining("other process");
        } finally {
            other.destroyForcibly().waitFor();
        }
        leases().acquire(exclusive("create")).close();
    }

    /** Holds a lease until it is killed. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            FileLeases leases = new FileLeases(Path.of(arguments[0]), CLOCK);
            Lease lease = leases.acquire(exclusive("other process"));
            System.out.println("held");
            System.in.read();
            lease.close();
        }
    }
}
