package dev.holdfast.backup.containers.internal.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TailTest {

    @Test
    void a_little_is_kept_whole_and_of_much_the_end() {
        Tail tail = new Tail();
        tail.add("abc".getBytes(StandardCharsets.UTF_8), 3);
        assertThat(tail.text()).isEqualTo("abc");
        byte[] block = "0123456789".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 100_000; i++) {
            tail.add(block, block.length);
        }
        assertThat(tail.text()).hasSize(64 * 1024).endsWith("0123456789");
    }
}
