package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.containers.internal.docker.VolumeEngine;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends a tar to an engine while it is made: this thread makes it, a helper on the host's executor sends it. */
final class Upload {

    /** How long the engine may take to answer behind the end of a tar that broke off, before the connection is cut. */
    private static final int GRACE_SECONDS = 2;

    private final VolumeEngine engine;
    private final RunContext context;

    Upload(VolumeEngine engine, RunContext context) {
        this.engine = engine;
        this.context = context;
    }

    /** Puts entries into the tar. */
    interface Filling {
        void fill(ArchiveWriter tar) throws IOException;
    }

    void send(String container, String path, Filling filling) throws IOException, InterruptedException {
        Pipe pipe = new Pipe(context.deadline());
        FutureTask<Void> sending = new FutureTask<>(() -> {
            try {
                engine.write(container, path, pipe.input());
            } finally {
                pipe.abandon();
            }
            return null;
        });
        context.executor().execute(sending);
        boolean whole = false;
        @Nullable IOException broken = null;
        try {
            try (ArchiveWriter tar = new TarArchiver().create(pipe::output)) {
                filling.fill(tar);
                tar.finish();
            }
            pipe.end();
            whole = true;
        } catch (InterruptedIOException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (IOException e) {
            if (!pipe.isAbandoned()) {
                throw e;
            }
            // The engine had enough of it, and its answer says why.
            broken = e;
        } finally {
            pipe.breakOff();
            settle(sending, whole);
        }
        context.cancellation().check();
        outcome(sending);
        if (broken != null) {
            throw broken;
        }
    }

    /** Waits for the helper; where the tar broke off there is nothing to wait for. */
    private void settle(FutureTask<Void> sending, boolean whole) throws InterruptedException {
        try {
            if (whole) {
                sending.get(context.deadline().remaining().toMillis(), TimeUnit.MILLISECONDS);
            } else {
                sending.get(GRACE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            // Told by the outcome.
            return;
        } catch (TimeoutException e) {
            engine.close();
            sending.cancel(true);
        } catch (InterruptedException e) {
            engine.close();
            sending.cancel(true);
            throw e;
        }
    }

    private void outcome(FutureTask<Void> sending) throws InterruptedException {
        try {
            sending.get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BackupException failure) {
                throw failure;
            }
            throw broken(e.getCause());
        } catch (CancellationException | TimeoutException e) {
            throw broken(e);
        }
    }

    private static TargetException broken(@Nullable Throwable cause) {
        return new TargetException(
                Failure.of("HF-CTR-003", "the engine did not take all files in time")
                        .hint("Look whether the engine hangs.")
                        .retry(RetryStatus.LATER),
                cause);
    }
}
