package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.spi.CompressorProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Makes bzip2 compressors: type {@code bzip2}, setting {@code level}. */
public final class Bzip2CompressorProvider implements CompressorProvider {

    /** Makes the provider. */
    public Bzip2CompressorProvider() {}

    @Override
    public String type() {
        return Bzip2Compressor.ENCODING;
    }

    @Override
    public List<Setting> settings() {
        return List.of(Levels.setting(
                Bzip2Compressor.LOWEST,
                Bzip2Compressor.HIGHEST,
                Bzip2Compressor.DEFAULT_LEVEL,
                "; a level is a block of 100 kB"));
    }

    @Override
    public Compressor create(Settings settings) {
        return new Bzip2Compressor(Levels.read(settings, Levels.LEVEL, Bzip2Compressor.DEFAULT_LEVEL));
    }
}
