package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.spi.CompressorProvider;
import dev.holdfast.backup.spi.Settings;

/** Makes compressors that leave bytes as they are: type {@code none}. */
public final class NoCompressorProvider implements CompressorProvider {

    /** Makes the provider. */
    public NoCompressorProvider() {}

    @Override
    public String type() {
        return "none";
    }

    @Override
    public Compressor create(Settings settings) {
        return new NoCompressor();
    }
}
