package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.spi.CompressorProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Makes xz compressors: type {@code xz}, setting {@code level}. */
public final class XzCompressorProvider implements CompressorProvider {

    /** Makes the provider. */
    public XzCompressorProvider() {}

    @Override
    public String type() {
        return XzCompressor.ENCODING;
    }

    @Override
    public List<Setting> settings() {
        return List.of(Levels.setting(
                XzCompressor.LOWEST,
                XzCompressor.HIGHEST,
                XzCompressor.DEFAULT_LEVEL,
                "; 6 takes 94 MiB of memory, 9 takes 674 MiB"));
    }

    @Override
    public Compressor create(Settings settings) {
        return new XzCompressor(Levels.read(settings, Levels.LEVEL, XzCompressor.DEFAULT_LEVEL));
    }
}
