package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.spi.CompressorProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.util.List;
import java.util.OptionalInt;

/** Makes zstd compressors: type {@code zstd}, settings {@code level} and {@code workers}. */
public final class ZstdCompressorProvider implements CompressorProvider {

    /** Makes the provider. */
    public ZstdCompressorProvider() {}

    @Override
    public String type() {
        return ZstdCompressor.ENCODING;
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Levels.setting(
                        ZstdCompressor.LOWEST,
                        ZstdCompressor.HIGHEST,
                        ZstdCompressor.DEFAULT_LEVEL,
                        "; above " + ZstdCompressor.HIGHEST_WITH_WORKERS + " without workers"),
                Setting.optional(
                        ZstdCompressor.WORKERS,
                        SettingType.INTEGER,
                        "How many threads compress, 0 for none beside the one that writes; if not given, as many as there are cores,"
                                + " at most 4."));
    }

    @Override
    public Compressor create(Settings settings) {
        OptionalInt workers = settings.has(ZstdCompressor.WORKERS)
                ? OptionalInt.of(Levels.read(settings, ZstdCompressor.WORKERS, 0))
                : OptionalInt.empty();
        return new ZstdCompressor(Levels.read(settings, Levels.LEVEL, ZstdCompressor.DEFAULT_LEVEL), workers);
    }
}
