package dev.holdfast.backup.config;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.codec.NoCompressor;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveOutput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.ArchiverProvider;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.spi.CompressorProvider;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.spi.RetentionPolicyProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.StoreProvider;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetProvider;
import dev.holdfast.backup.spi.Verdict;
import java.util.List;
import java.util.Set;

/** Types with settings of every kind; what they make cannot be opened. */
final class TestTypes {

    private TestTypes() {}

    static Providers all() {
        return Providers.of(
                new Tree(),
                new Database(),
                new Faulty(),
                new Box(),
                new Pause(),
                new Format("tar", "zstd", Setting.optional("xattrs", SettingType.FLAG, "Keep attributes.")),
                new Format("zip", "none", Setting.optional("level", SettingType.INTEGER, "How hard to try.")),
                new Codec("zstd", Setting.optional("level", SettingType.INTEGER, "How hard to try.")),
                new Codec("none"),
                new Sparing());
    }

    /** What a host of databases alone has: nothing that makes archives. */
    static Providers withoutFormats() {
        return Providers.of(
                new Tree(),
                new Box(),
                new Codec("zstd", Setting.optional("level", SettingType.INTEGER, "How hard to try.")),
                new Codec("none"));
    }

    private record Made(TargetId id, Settings settings) implements TargetDefinition {
        @Override
        public BackupTarget open() {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Tree implements TargetProvider {
        @Override
        public String type() {
            return "tree";
        }

        @Override
        public List<Setting> settings() {
            return List.of(
                    Setting.required("paths", SettingType.PATHS, "What to protect."),
                    Setting.optional("exclude", SettingType.TEXTS, "What to leave out."),
                    Setting.optional("root", SettingType.PATH, "Where names begin."),
                    Setting.optional("one-file-system", SettingType.FLAG, "Stay on one file system."),
                    Setting.optional("most", SettingType.SIZE, "The largest file."),
                    Setting.optional("depth", SettingType.INTEGER, "How deep."),
                    Setting.choice("on-change", List.of("warn", "fail", "skip"), "warn", "What to do."),
                    Setting.optional("settle", SettingType.DURATION, "How long to wait."),
                    Setting.optional("owners", SettingType.MAP, "Who gets what."));
        }

        @Override
        public TargetDefinition create(String name, Settings settings) {
            if (settings.texts("exclude").contains("**")) {
                throw new ConfigurationException(Failure.of("HF-FIL-099", "everything is excluded")
                        .hint("Leave something in.")
                        .with("setting", "exclude"));
            }
            return new Made(new TargetId("tree", name), settings);
        }
    }

    private static final class Database implements TargetProvider {
        @Override
        public String type() {
            return "database";
        }

        @Override
        public List<Setting> settings() {
            return List.of(
                    Setting.required("url", SettingType.TEXT, "Where it is."),
                    Setting.optional("user", SettingType.TEXT, "Who logs in."),
                    Setting.optional("password", SettingType.TEXT, "What only that one knows.")
                            .asSecret(),
                    Setting.optional("port", SettingType.INTEGER, "Its port."),
                    Setting.optional("options", SettingType.MAP, "What else only that one knows.")
                            .asSecret());
        }

        @Override
        public TargetDefinition create(String name, Settings settings) {
            return new Made(new TargetId("database", name), settings);
        }
    }

    private static final class Faulty implements TargetProvider {
        @Override
        public String type() {
            return "faulty";
        }

        @Override
        public TargetDefinition create(String name, Settings settings) {
            throw new IllegalStateException("hunter2");
        }
    }

    private static final class Box implements StoreProvider {
        @Override
        public String type() {
            return "box";
        }

        @Override
        public List<Setting> settings() {
            return List.of(Setting.required("path", SettingType.PATH, "The directory of the store."));
        }

        @Override
        public StoreDefinition create(String name, Settings settings) {
            return new StoreDefinition() {
                @Override
                public String location() {
                    return settings.requireText("path");
                }

                @Override
                public String type() {
                    return "box";
                }

                @Override
                public Settings settings() {
                    return settings;
                }

                @Override
                public BackupStore open() {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }

    private static final class Pause implements HookProvider {
        @Override
        public String type() {
            return "pause";
        }

        @Override
        public List<Setting> settings() {
            return List.of(Setting.required("stop", SettingType.TEXTS, "What to stop."));
        }

        @Override
        public HookDefinition create(String name, Settings settings) {
            return new HookDefinition() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public String type() {
                    return "pause";
                }

                @Override
                public Settings settings() {
                    return settings;
                }

                @Override
                public LifecycleHook open() {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }

    private record Format(String type, String defaultCompression, List<Setting> settings) implements ArchiverProvider {
        Format(String type, String compression, Setting setting) {
            this(type, compression, List.of(setting));
        }

        @Override
        public Archiver create(Settings values) {
            String format = type;
            return new Archiver() {
                @Override
                public String format() {
                    return format;
                }

                @Override
                public Set<EntryKind> kinds() {
                    return Set.of();
                }

                @Override
                public ArchiveWriter create(ArchiveOutput out) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public ArchiveReader open(ArchiveInput in) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }

    private record Codec(String type, List<Setting> settings) implements CompressorProvider {
        Codec(String type, Setting... settings) {
            this(type, List.of(settings));
        }

        @Override
        public Compressor create(Settings values) {
            if (values.integer("level").orElse(0) > 9) {
                throw new ConfigurationException(Failure.of("HF-COD-099", "level is more than 9")
                        .hint("Use 1 to 9.")
                        .with("setting", "level"));
            }
            return new NoCompressor();
        }
    }

    private static final class Sparing implements RetentionPolicyProvider {
        @Override
        public String type() {
            return "sparing";
        }

        @Override
        public List<Setting> settings() {
            return List.of(Setting.required("count", SettingType.INTEGER, "How many."));
        }

        @Override
        public RetentionPolicy create(Settings settings) {
            return input -> input.backups().stream()
                    .map(b -> new Verdict(b.id(), true, List.of("sparing")))
                    .toList();
        }
    }
}
