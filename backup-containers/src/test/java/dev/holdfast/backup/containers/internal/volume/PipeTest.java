package dev.holdfast.backup.containers.internal.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.spi.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PipeTest {

    private final Pipe pipe = new Pipe(Deadline.after(Duration.ofMinutes(1)));

    @Test
    void all_that_is_written_is_read_in_its_order() throws Exception {
        byte[] bytes = new byte[3_000_001];
        long seed = 4711;
        new Random(seed).nextBytes(bytes);
        CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
            try {
                return pipe.input().readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        OutputStream output = pipe.output();
        output.write(bytes[0]);
        for (int at = 1; at < bytes.length; at += 70_000) {
            output.write(bytes, at, Math.min(70_000, bytes.length - at));
        }
        pipe.end();
        pipe.breakOff();
        assertThat(read.get()).as("seed %d", seed).isEqualTo(bytes);
    }

    @Test
    void a_writer_that_breaks_off_is_no_end() throws Exception {
        pipe.output().write(new byte[10]);
        pipe.breakOff();
        assertThatThrownBy(() -> pipe.input().readAllBytes()).isInstanceOf(IOException.class);
    }

    @Test
    void a_writer_learns_that_nobody_reads() {
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
            try {
                // More than is ever under way.
                pipe.output().write(new byte[10_000_000]);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        pipe.abandon();
        assertThatThrownBy(written::get)
                .isInstanceOf(ExecutionException.class)
                .rootCause()
                .hasMessageContaining("nobody reads");
        assertThat(pipe.isAbandoned()).isTrue();
    }

    @Test
    void a_wait_ends_at_its_deadline() {
        Pipe late = new Pipe(Deadline.after(Duration.ZERO));
        assertThatThrownBy(() -> late.input().read()).hasMessageContaining("time is over");
    }
}
