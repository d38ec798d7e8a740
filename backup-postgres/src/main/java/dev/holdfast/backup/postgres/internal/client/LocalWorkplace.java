package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.Credentials;
import dev.holdfast.backup.postgres.internal.connect.PasswordFile;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tool's place on this machine: files are where they are, and its end is that of its process. */
final class LocalWorkplace implements Workplace {

    private final @Nullable Path programs;
    private final @Nullable String passFile;
    private final @Nullable String entries;
    private final @Nullable PasswordFile written;

    private LocalWorkplace(
            @Nullable Path programs,
            @Nullable String passFile,
            @Nullable String entries,
            @Nullable PasswordFile written) {
        this.programs = programs;
        this.passFile = passFile;
        this.entries = entries;
        this.written = written;
    }

    static LocalWorkplace prepare(@Nullable Path programs, ToolNeeds needs, RunContext context) throws IOException {
        Path list = needs.entries();
        String entries = list == null ? null : list.toString();
        ConnectionSettings connection = needs.connection();
        if (connection != null && connection.credentials() instanceof Credentials.Password known) {
            PasswordFile file = PasswordFile.write(known.secret(), context);
            return new LocalWorkplace(programs, file.path().toString(), entries, file);
        }
        if (connection != null && connection.credentials() instanceof Credentials.PassFile file) {
            return new LocalWorkplace(programs, file.path().toString(), entries, null);
        }
        return new LocalWorkplace(programs, null, entries, null);
    }

    @Override
    public @Nullable String passFile() {
        return passFile;
    }

    @Override
    public @Nullable String entries() {
        return entries;
    }

    @Override
    public List<String> command(Tool tool, List<String> arguments, Map<String, String> variables) {
        List<String> command = new ArrayList<>();
        command.add(Installation.program(programs, tool));
        command.addAll(arguments);
        return command;
    }

    @Override
    public void leave(boolean ended) throws IOException {
        if (written != null) {
            written.close();
        }
    }
}
