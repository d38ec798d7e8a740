package dev.holdfast.backup.internal;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.spi.Cancellation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cancellation and the means to bring it about. Thread-safe. */
public final class CancellationSource implements Cancellation {

    private final List<Runnable> actions = new ArrayList<>();
    private volatile @Nullable Failure reason;

    /** Makes a source that nobody cancelled yet. */
    public CancellationSource() {}

    /**
     * Cancels; the first reason stays.
     *
     * @param why the reason
     */
    public void cancel(Failure why) {
        List<Runnable> due;
        synchronized (actions) {
            if (reason != null) {
                return;
            }
            reason = why;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    /** Returns why it was cancelled, or {@code null} if it was not. */
    public @Nullable Failure reason() {
        return reason;
    }

    @Override
    public boolean isCancelled() {
        return reason != null;
    }

    @Override
    public void check() {
        Failure why = reason;
        if (why != null) {
            throw new CancelledException(why);
        }
    }

    @Override
    public Registration onCancel(Runnable action) {
        synchronized (actions) {
            if (reason == null) {
                actions.add(action);
                return () -> {
                    synchronized (actions) {
                        actions.remove(action);
                    }
                };
            }
        }
        action.run();
        return () -> {};
    }
}
