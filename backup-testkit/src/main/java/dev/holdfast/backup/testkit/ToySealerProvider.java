package dev.holdfast.backup.testkit;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.Sealer;
import dev.holdfast.backup.spi.SealerProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Makes {@link ToySealer}s, type {@code toy}, with the setting {@code passphrase}. */
public final class ToySealerProvider implements SealerProvider {

    private static final List<Setting> SETTINGS =
            List.of(Setting.required("passphrase", SettingType.TEXT, "What seals backups; the toy is not secure.")
                    .asSecret());

    /** Does nothing. */
    public ToySealerProvider() {}

    @Override
    public String type() {
        return ToyForm.ENCODING;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public Sealer create(Settings settings) {
        Secret passphrase = settings.secret("passphrase")
                .orElseThrow(() -> new ConfigurationException(Failure.of("HF-CFG-011", "setting passphrase is missing")
                        .with("setting", "passphrase")));
        return new ToySealer(passphrase);
    }
}
