package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.util.List;
import java.util.Map;

/**
 * The options that a restore of this type has beyond those that all have.
 *
 * @param noOwner whether all will be the restoring role's, whoever's it was
 * @param noPrivileges whether grants are left out
 * @param noTablespaces whether all will be in the database's own tablespace, wherever it was
 * @param globals what to do with the roles and tablespaces in the backup
 * @param jobs how many tables are restored at once; 0 for as many as the run has helpers
 */
public record RestoreTuning(boolean noOwner, boolean noPrivileges, boolean noTablespaces, Globals globals, int jobs) {

    private static final String NO_OWNER = "no-owner";
    private static final String NO_PRIVILEGES = "no-privileges";
    private static final String NO_TABLESPACES = "no-tablespaces";
    private static final String GLOBALS = "globals";
    private static final String JOBS = "jobs";

    /** What to do with roles and tablespaces. */
    enum Globals {
        /** Leave them alone. */
        NO,
        /** Make those that are missing, and leave the others as they are. */
        MISSING,
        /** Make those that are missing, and give the others the attributes, passwords and memberships they had. */
        OVERWRITE;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The options as settings. */
    public static final List<Setting> OPTIONS = List.of(
            Setting.optional(
                            NO_OWNER,
                            SettingType.FLAG,
                            "Whether everything will belong to the restoring role, instead of to the roles it belonged to.")
                    .byDefault("false"),
            Setting.optional(NO_PRIVILEGES, SettingType.FLAG, "Whether to leave out grants.")
                    .byDefault("false"),
            Setting.optional(
                            NO_TABLESPACES,
                            SettingType.FLAG,
                            "Whether everything will be in the tablespace of the database, instead of in those it was in.")
                    .byDefault("false"),
            Setting.choice(
                    GLOBALS,
                    List.of("no", "missing", "overwrite"),
                    "no",
                    "Whether to make the roles and tablespaces of the backup that are missing, or to overwrite those that are there too,"
                            + " with their passwords."),
            Setting.optional(
                    JOBS,
                    SettingType.INTEGER,
                    "How many tables are restored at once; by default one per processor, up to four."));

    static RestoreTuning of(RestoreRequest request) {
        Settings settings = Settings.of(Map.copyOf(request.options()));
        String globals = settings.text(GLOBALS).orElse("no");
        return new RestoreTuning(
                settings.flag(NO_OWNER, false),
                settings.flag(NO_PRIVILEGES, false),
                settings.flag(NO_TABLESPACES, false),
                Globals.valueOf(globals.toUpperCase(java.util.Locale.ROOT)),
                (int) Math.min(64, Math.max(0, settings.integer(JOBS).orElse(0))));
    }
}
