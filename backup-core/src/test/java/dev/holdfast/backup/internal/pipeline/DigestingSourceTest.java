package dev.holdfast.backup.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Digest;
import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.spi.ContentSource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class DigestingSourceTest {

    private final byte[] content = Fixture.bytes(5, 100_000);
    private final DigestingSource digesting = new DigestingSource(DigestAlgorithm.CRC32C.digester());

    private Digest expected() {
        Digester digester = DigestAlgorithm.CRC32C.digester();
        digester.update(content, 0, content.length);
        return digester.finish();
    }

    @Test
    void a_source_in_memory_is_handed_on_by_its_own_transfer_and_not_in_the_small_pieces_of_a_copying_loop()
            throws Exception {
        List<byte[]> written = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        ContentSource source = digesting.of(() -> new ByteArrayInputStream(content));
        try (InputStream in = source.open()) {
            in.transferTo(new OutputStream() {
                @Override
                public void write(int value) {
                    throw new AssertionError("byte by byte");
                }

                @Override
                public void write(byte[] buffer, int offset, int length) {
                    assertThat(length).isLessThanOrEqualTo(content.length);
                    written.add(buffer);
                    lengths.add(length);
                }
            });
        }
        // Newer JDKs hand strangers a copy of the array, in pieces that are larger than a copying loop's.
        if (Runtime.version().feature() == 17) {
            assertThat(written).first().isSameAs(content);
        } else {
            assertThat(lengths).first(InstanceOfAssertFactories.INTEGER).isGreaterThan(8192);
        }
        assertThat(digesting.digest()).isEqualTo(expected());
    }

    @Test
    void every_way_of_reading_gives_the_same_digest() throws Exception {
        try (InputStream in =
                digesting.of(() -> new ByteArrayInputStream(content)).open()) {
            assertThat(in.read()).isEqualTo(content[0] & 0xFF);
            assertThat(in.skip(10)).isEqualTo(10);
            assertThat(in.readNBytes(5)).hasSize(5);
            assertThat(in.readAllBytes()).hasSize(content.length - 16);
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(digesting.digest()).isEqualTo(expected());
    }

    @Test
    void the_last_reading_counts_and_one_entry_does_not_reach_into_the_next() throws Exception {
        ContentSource source = digesting.of(() -> new ByteArrayInputStream(content));
        try (InputStream in = source.open()) {
            in.readNBytes(7);
        }
        try (InputStream in = source.open()) {
            in.readAllBytes();
        }
        assertThat(digesting.digest()).isEqualTo(expected());
        digesting.of(() -> new ByteArrayInputStream(content));
        assertThat(digesting.digest()).as("a content that nobody read").isNull();
    }
}
