package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.spi.CompressorProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Makes gzip compressors: type {@code gzip}, setting {@code level}. */
public final class GzipCompressorProvider implements CompressorProvider {

    /** Makes the provider. */
    public GzipCompressorProvider() {}

    @Override
    public String type() {
        return GzipCompressor.ENCODING;
    }

    @Override
    public List<Setting> settings() {
        return List.of(Levels.setting(GzipCompressor.LOWEST, GzipCompressor.HIGHEST, GzipCompressor.DEFAULT_LEVEL, ""));
    }

    @Override
    public Compressor create(Settings settings) {
        return new GzipCompressor(Levels.read(settings, Levels.LEVEL, GzipCompressor.DEFAULT_LEVEL));
    }
}
