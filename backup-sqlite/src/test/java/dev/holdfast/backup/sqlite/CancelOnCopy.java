package dev.holdfast.backup.sqlite;

import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;

/** A run without tools, so that pages are copied, which is cancelled when it is first asked without being checked: by the copy, between two steps. */
final class CancelOnCopy extends RunLike {

    CancelOnCopy(TestRunContext context) {
        super(context);
    }

    @Override
    public Cancellation cancellation() {
        return new Cancellation() {
            @Override
            public boolean isCancelled() {
                context.cancel();
                return true;
            }

            @Override
            public void check() {
                context.cancellation().check();
            }

            @Override
            public Registration onCancel(Runnable action) {
                return context.cancellation().onCancel(action);
            }
        };
    }

    @Override
    public CommandRunner commands() {
        return command -> {
            throw new IOException("no such tool: " + command);
        };
    }
}
