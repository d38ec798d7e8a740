package dev.holdfast.backup.testkit;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.Opener;
import dev.holdfast.backup.spi.OpenerProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Makes {@link ToyOpener}s, type {@code toy}, with the setting {@code passphrase}. */
public final class ToyOpenerProvider implements OpenerProvider {

    private static final List<Setting> SETTINGS =
            List.of(Setting.required("passphrase", SettingType.TEXT, "What opens backups; the toy is not secure.")
                    .asSecret());

    /** Does nothing. */
    public ToyOpenerProvider() {}

    @Override
    public String type() {
        return ToyForm.ENCODING;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public Opener create(Settings settings) {
        Secret passphrase = settings.secret("passphrase")
                .orElseThrow(() -> new ConfigurationException(Failure.of("HF-CFG-011", "setting passphrase is missing")
                        .with("setting", "passphrase")));
        return new ToyOpener(passphrase);
    }
}
