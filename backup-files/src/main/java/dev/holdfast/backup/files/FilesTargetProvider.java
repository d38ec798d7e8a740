package dev.holdfast.backup.files;

import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.files.internal.FilesBackupTarget;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetProvider;
import java.util.List;

/** Makes {@link FilesTarget}s from configurations: the type {@code files}. */
public final class FilesTargetProvider implements TargetProvider {

    private static final List<Setting> SETTINGS = List.of(
            Setting.required(FilesTarget.PATHS, SettingType.PATHS, "The directories and single files to protect."),
            Setting.optional(
                    FilesTarget.EXCLUDE,
                    SettingType.TEXTS,
                    "Patterns of what to leave out, such as \"**/*.tmp\"; a directory that matches is not walked."),
            Setting.optional(
                    FilesTarget.INCLUDE,
                    SettingType.TEXTS,
                    "Patterns of what to capture; without any, all is captured."),
            Setting.optional(
                    FilesTarget.EXCLUDE_PATHS,
                    SettingType.PATHS,
                    "Directories and files to leave out, by their paths."),
            Setting.optional(
                            FilesTarget.EXCLUDE_CACHES,
                            SettingType.FLAG,
                            "Whether to leave out what is in directories with a CACHEDIR.TAG.")
                    .byDefault("false"),
            Setting.optional(
                            FilesTarget.ONE_FILE_SYSTEM,
                            SettingType.FLAG,
                            "Whether to stay on the file system that each path is on.")
                    .byDefault("false"),
            Setting.optional(
                            FilesTarget.FOLLOW_SYMLINKS,
                            SettingType.FLAG,
                            "Whether to capture what symbolic links point to instead of the links.")
                    .byDefault("false"),
            Setting.optional(FilesTarget.ATTRIBUTES, SettingType.FLAG, "Whether to keep user extended attributes.")
                    .byDefault("true"),
            Setting.choice(
                    FilesTarget.ON_CHANGE,
                    List.of(OnChange.DEGRADE.word(), OnChange.FAIL.word()),
                    OnChange.DEGRADE.word(),
                    "What to do when a file changes or vanishes while it is read, or cannot be read."),
            Setting.choice(
                    FilesTarget.SNAPSHOT,
                    List.of(SnapshotKind.NONE.word(), SnapshotKind.HARD_LINK.word(), SnapshotKind.REFLINK.word()),
                    SnapshotKind.NONE.word(),
                    "How files are held still, so that a pause ends before they were read; hard-link is only right where"
                            + " applications replace files instead of writing into them."));

    /** Makes the provider. */
    public FilesTargetProvider() {}

    @Override
    public String type() {
        return FilesTarget.TYPE;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public TargetDefinition create(String name, Settings settings) {
        return FilesTarget.of(name, settings);
    }

    @Override
    public TargetDefinition forRestore(String name) {
        TargetId id = new TargetId(FilesTarget.TYPE, name);
        return TargetDefinition.of(
                id, () -> new FilesBackupTarget(id, Settings.none(), FilesBackupTarget.Configuration.none()));
    }

    @Override
    public void verify(BackupReader from, RunContext context) throws Exception {
        FilesBackupTarget.verify(from);
    }
}
