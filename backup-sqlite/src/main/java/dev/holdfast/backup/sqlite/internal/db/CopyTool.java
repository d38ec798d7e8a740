package dev.holdfast.backup.sqlite.internal.db;

import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies a file by a process of its own, since one that closes a file loses all its locks on it, those of the host included. */
final class CopyTool {

    private static final Logger LOG = LoggerFactory.getLogger(CopyTool.class);

    private CopyTool() {}

    /** Copies a file, or tells that this machine's tool cannot; a cancel ends it. */
    static boolean copy(Path from, Path to, RunContext context) throws InterruptedException {
        Command command =
                new Command(List.of("cp", "--reflink=auto", "--", from.toString(), to.toString()), Map.of(), null);
        try (RunningCommand running = context.commands().start(command);
                Cancellation.Registration registration = context.cancellation().onCancel(running::close)) {
            running.input().close();
            running.output().transferTo(OutputStream.nullOutputStream());
            CommandResult result = running.await(context.deadline());
            context.cancellation().check();
            return result.isSuccess();
        } catch (IOException e) {
            context.cancellation().check();
            LOG.debug("cp does not work here", e);
            return false;
        }
    }
}
