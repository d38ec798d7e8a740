package dev.holdfast.backup.sqlite.internal.restore;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Gives a restored file the owner and the permissions of the one it replaces, so that its program can go on. */
final class Permissions {

    private Permissions() {}

    static void give(Path file, Path live, int recordedMode, RunContext context) throws IOException {
        if (!Files.exists(live)) {
            if (recordedMode >= 0) {
                Files.setAttribute(file, "unix:mode", recordedMode);
            }
            return;
        }
        Map<String, Object> wanted = Files.readAttributes(live, "unix:mode,uid,gid");
        Map<String, Object> has = Files.readAttributes(file, "unix:mode,uid,gid");
        for (String name : new String[] {"gid", "uid"}) {
            Object value = Objects.requireNonNull(wanted.get(name));
            if (!value.equals(has.get(name))) {
                owner(file, live, name, value, context);
            }
        }
        int mode = (Integer) Objects.requireNonNull(wanted.get("mode"));
        Files.setAttribute(file, "unix:mode", mode & 07777);
    }

    private static void owner(Path file, Path live, String name, Object value, RunContext context) {
        try {
            Files.setAttribute(file, "unix:" + name, value);
        } catch (IOException e) {
            context.problem(new Problem(
                    Severity.WARNING,
                    "HF-SQL-028",
                    "cannot give the restored database the " + (name.equals("uid") ? "owner" : "group") + " of "
                            + Failures.oneLine(live.toString()),
                    "Change it by hand, or restore as root."));
        }
    }
}
