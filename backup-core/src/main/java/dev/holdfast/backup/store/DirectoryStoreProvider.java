package dev.holdfast.backup.store;

import dev.holdfast.backup.Names;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.StoreProvider;
import java.nio.file.Path;
import java.util.List;

/** Makes directory stores: type {@code directory}, setting {@code path}. */
public final class DirectoryStoreProvider implements StoreProvider {

    static final String TYPE = "directory";
    static final String PATH = "path";

    /** Makes the provider. */
    public DirectoryStoreProvider() {}

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.required(
                PATH, SettingType.PATH, "The directory in which backups lie; made by the first backup."));
    }

    @Override
    public StoreDefinition create(String name, Settings settings) {
        Names.require("store name", name);
        return DirectoryStore.at(Path.of(settings.requireText(PATH)));
    }
}
