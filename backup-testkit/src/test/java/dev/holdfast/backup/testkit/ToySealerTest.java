package dev.holdfast.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.Opener;
import dev.holdfast.backup.spi.OpenerProvider;
import dev.holdfast.backup.spi.Sealer;
import dev.holdfast.backup.spi.SealerProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ToySealerTest {

    private final ToySealer sealer = new ToySealer(Secret.of("correct horse"));
    private final ToyOpener opener = new ToyOpener(Secret.of("correct horse"));

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Sealed(byte[] form, Optional<byte[]> keys) {}

    private Sealed seal(String artifact, byte[] bytes) throws IOException {
        try (Sealer.Sealing sealing = sealer.begin()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream sealed = sealing.seal(artifact, out)) {
                sealed.write(bytes);
            }
            return new Sealed(out.toByteArray(), sealing.keys());
        }
    }

    private byte[] open(String artifact, Sealed sealed) throws Exception {
        try (Opener.Opening opening = opener.begin(sealed.keys())) {
            return opening.open(artifact, new ByteArrayInputStream(sealed.form()))
                    .readAllBytes();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void what_was_sealed_is_opened_equal() throws Exception {
        for (int length : new int[] {0, 1, 65_535, 65_536, 65_537, 300_000}) {
            byte[] bytes = random(length);
            Sealed sealed = seal("a.tar", bytes);
            assertThat(open("a.tar", sealed)).isEqualTo(bytes);
            if (length > 100) {
                assertThat(Arrays.mismatch(sealed.form(), bytes)).isBetween(0, 9);
            }
        }
    }

    @Test
    void every_flipped_bit_and_every_cut_is_found() throws Exception {
        byte[] bytes = random(90);
        Sealed sealed = seal("a.tar", bytes);
        for (int bit = 0; bit < sealed.form().length * 8; bit++) {
            byte[] flipped = sealed.form().clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> open("a.tar", new Sealed(flipped, sealed.keys())))
                    .as("bit %d flipped", bit)
                    .isInstanceOf(IOException.class);
        }
        for (int length = 0; length < sealed.form().length; length++) {
            byte[] cut = Arrays.copyOf(sealed.form(), length);
            assertThatThrownBy(() -> open("a.tar", new Sealed(cut, sealed.keys())))
                    .as("cut at %d", length)
                    .isInstanceOf(IOException.class);
        }
        byte[] longer = Arrays.copyOf(sealed.form(), sealed.form().length + 1);
        assertThatThrownBy(() -> open("a.tar", new Sealed(longer, sealed.keys())))
                .isInstanceOf(IOException.class);
    }

    @Test
    void an_artifact_of_another_name_or_backup_is_refused() throws Exception {
        Sealed sealed = seal("a.tar", random(100));
        assertThatThrownBy(() -> open("b.tar", sealed)).isInstanceOf(IOException.class);
        Sealed other = seal("a.tar", random(100));
        assertThatThrownBy(() -> open("a.tar", new Sealed(sealed.form(), other.keys())))
                .isInstanceOf(IOException.class);
    }

    @Test
    void another_passphrase_or_a_damaged_keys_document_is_refused() throws Exception {
        Sealed sealed = seal("a.tar", random(100));
        ToyOpener other = new ToyOpener(Secret.of("wrong"));
        assertThatThrownBy(() -> other.begin(sealed.keys())).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> opener.begin(Optional.empty())).isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() -> opener.begin(Optional.of(new byte[10]))).isInstanceOf(IntegrityException.class);
    }

    @Test
    void the_providers_are_found_and_show_no_passphrase() {
        assertThat(ServiceLoader.load(SealerProvider.class)).anyMatch(ToySealerProvider.class::isInstance);
        assertThat(ServiceLoader.load(OpenerProvider.class)).anyMatch(ToyOpenerProvider.class::isInstance);
        assertThat(sealer + " " + opener).isEqualTo("ToySealer ToyOpener");
    }
}
