package dev.holdfast.backup.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Names;
import dev.holdfast.backup.spi.CompressorProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressorProvidersTest {

    private static List<CompressorProvider> providers() {
        return ServiceLoader.load(CompressorProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.getClass().getPackage() == ZstdCompressor.class.getPackage())
                .toList();
    }

    @Test
    void all_five_are_found_and_make_what_their_type_says() {
        assertThat(providers())
                .extracting(CompressorProvider::type)
                .containsExactlyInAnyOrder("zstd", "gzip", "xz", "bzip2", "none");
        for (CompressorProvider provider : providers()) {
            assertThat(Names.isValid(provider.type())).isTrue();
            assertThat(provider.create(Settings.none()).encoding()).isEqualTo(provider.type());
            assertThat(provider.settings()).isEqualTo(provider.settings());
        }
        assertThat(providers())
                .extracting(provider -> provider.create(Settings.none()).suffix())
                .containsExactlyInAnyOrder("zst", "gz", "xz", "bz2", "");
    }

    @Test
    void the_defaults_in_the_settings_are_what_one_gets_without_them() {
        for (CompressorProvider provider : providers()) {
            Settings defaults = Settings.none();
            for (Setting setting : provider.settings()) {
                if (setting.defaultText() != null) {
                    defaults = defaults.with(setting.name(), setting.defaultText());
                }
            }
            if (!provider.type().equals("none")) {
                assertThat(provider.create(defaults)).isEqualTo(provider.create(Settings.none()));
            }
        }
        assertThat(new ZstdCompressorProvider().create(Settings.none()))
                .isEqualTo(new ZstdCompressor(3, OptionalInt.empty()));
    }

    @Test
    void settings_are_taken() {
        assertThat(new ZstdCompressorProvider().create(Settings.of(Map.of("level", 9, "workers", 2))))
                .isEqualTo(new ZstdCompressor(9, OptionalInt.of(2)));
        assertThat(new GzipCompressorProvider().create(Settings.of(Map.of("level", "9"))))
                .isEqualTo(new GzipCompressor(9));
        assertThat(new XzCompressorProvider().create(Settings.of(Map.of("level", 0))))
                .isEqualTo(new XzCompressor(0));
        assertThat(new Bzip2CompressorProvider().create(Settings.of(Map.of("level", 1))))
                .isEqualTo(new Bzip2Compressor(1));
    }

    @Test
    void a_level_that_does_not_exist_is_refused_with_the_range() {
        for (CompressorProvider provider : providers()) {
            if (provider.type().equals("none")) {
                continue;
            }
            for (Object level : List.of(-1, 20, Long.MAX_VALUE)) {
                assertThatThrownBy(() -> provider.create(Settings.of(Map.of("level", level))))
                        .isInstanceOfSatisfying(ConfigurationException.class, e -> {
                            assertThat(e.code()).isEqualTo("HF-COD-001");
                            assertThat(e.hint()).contains(" to ").endsWith(".");
                        });
            }
        }
        assertThatThrownBy(() -> new ZstdCompressorProvider().create(Settings.of(Map.of("workers", 1000))))
                .extracting(e -> ((BackupException) e).code())
                .isEqualTo("HF-COD-001");
    }

    @Test
    void a_high_level_of_zstd_with_workers_is_refused_rather_than_lowered() {
        assertThatThrownBy(() -> new ZstdCompressorProvider().create(Settings.of(Map.of("level", 10, "workers", 1))))
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo("HF-COD-003"));
        assertThat(new ZstdCompressorProvider().create(Settings.of(Map.of("level", 19, "workers", 0))))
                .isEqualTo(new ZstdCompressor(19, OptionalInt.of(0)));
    }

    /** Prints the code and message that a JVM gets whose native library cannot be unpacked. */
    static final class WithoutNativeLibrary {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 2; i++) {
                try {
                    new ZstdCompressor()
                            .decompress(java.io.InputStream.nullInputStream())
                            .close();
                } catch (ConfigurationException e) {
                    System.out.println(e.code() + " " + e.context());
                }
            }
        }
    }

    @Test
    void a_temporary_directory_that_takes_no_library_is_named_with_a_way_out(@TempDir Path scratch) throws Exception {
        Path missing = scratch.resolve("missing");
        Path out = scratch.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-DZstdTempFolder=" + missing,
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutNativeLibrary.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        // Newer JVMs also say a word about native libraries.
        assertThat(Files.readAllLines(out).stream().filter(line -> !line.isEmpty() && !line.startsWith("WARNING: ")))
                .containsExactly("HF-COD-002 {directory=" + missing + "}", "HF-COD-002 {directory=" + missing + "}");
    }
}
