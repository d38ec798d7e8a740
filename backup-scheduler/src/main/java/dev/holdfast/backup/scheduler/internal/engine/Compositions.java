package dev.holdfast.backup.scheduler.internal.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition that counts now, and those before it that are still in use; these are closed when their last use ends. Thread-safe. */
public final class Compositions {

    private static final Logger LOG = LoggerFactory.getLogger(Compositions.class);

    private final Object lock = new Object();
    private Held current;

    /**
     * Begins with a composition.
     *
     * @param first the composition; its backups stay the host's
     */
    public Compositions(Composition first) {
        this.current = new Held(first, false);
    }

    /** {@return the composition that counts now} */
    public Composition current() {
        synchronized (lock) {
            return current.composition;
        }
    }

    /** Uses the composition that counts now, until the use is closed. */
    Use use() {
        synchronized (lock) {
            current.users++;
            return new Use(current);
        }
    }

    /**
     * Replaces it. What runs goes on by the old one.
     *
     * @param next what counts from now on
     * @param closing whether the old one's backups are to be closed when nothing uses them any more
     */
    public void replace(Composition next, boolean closing) {
        Held old;
        synchronized (lock) {
            old = current;
            current = new Held(next, false);
            old.closing = closing && old.composition.backups() != next.backups();
        }
        closeUnused(old);
    }

    private void closeUnused(Held held) {
        synchronized (lock) {
            if (!held.closing || held.users > 0) {
                return;
            }
            held.closing = false;
        }
        LOG.debug("nothing runs by the old configuration any more");
        held.composition.backups().close();
    }

    private static final class Held {
        private final Composition composition;
        private boolean closing;
        private int users;

        Held(Composition composition, boolean closing) {
            this.composition = composition;
            this.closing = closing;
        }
    }

    /** A use of a composition, which is not closed meanwhile. */
    final class Use implements AutoCloseable {
        private final Held held;

        private Use(Held held) {
            this.held = held;
        }

        Composition composition() {
            return held.composition;
        }

        @Override
        public void close() {
            synchronized (lock) {
                held.users--;
            }
            closeUnused(held);
        }
    }
}
