package dev.holdfast.backup.engine;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.StoreDefinition;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A store whose first removal of an object of some name waits until a test lets it go on, whatever is cancelled meanwhile. */
final class GatedStore {

    private static final long MINUTE = 60;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Pattern name;

    GatedStore(String pattern) {
        name = Pattern.compile(pattern);
    }

    StoreDefinition before(StoreDefinition inner) {
        return proxy(
                StoreDefinition.class,
                inner,
                result -> result instanceof BackupStore store ? proxy(BackupStore.class, store, same -> same) : result);
    }

    private <T> T proxy(Class<T> type, T inner, UnaryOperator<Object> after) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            if (method.getName().equals("delete")
                    && name.matcher(((ObjectKey) given[0]).value()).find()) {
                here();
            }
            try {
                return after.apply(method.invoke(inner, given));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    /** Waits at the gate; for other places that are to wait too. */
    void here() {
        reached.countDown();
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MINUTE);
        while (true) {
            try {
                if (!released.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw new AssertionError(
                            "nobody let " + Thread.currentThread().getName() + " go on");
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void awaitReached() throws InterruptedException {
        if (!reached.await(MINUTE, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody came to the gate");
        }
    }

    void release() {
        released.countDown();
    }
}
