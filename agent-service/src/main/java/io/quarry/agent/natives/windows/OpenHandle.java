package io.quarry.agent.natives.windows;

import com.sun.jna.Pointer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something of Windows that must be given back, closed once however often that is asked. */
final class OpenHandle implements AutoCloseable {
    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final long INVALID = -1;

    private final Pointer handle;
    private final Consumer<Pointer> closer;
    private final AtomicBoolean closed = new AtomicBoolean();

    private OpenHandle(Pointer handle, Consumer<Pointer> closer) {
        this.handle = handle;
        this.closer = closer;
        OPEN.incrementAndGet();
    }

    /** @throws WindowsCallException of the last error when the call gave none: NULL or INVALID_HANDLE_VALUE */
    static OpenHandle of(String call, @Nullable Pointer handle, Consumer<Pointer> closer) throws WindowsCallException {
        if (handle == null || Pointer.nativeValue(handle) == INVALID || Pointer.nativeValue(handle) == 0) {
            throw Kernel32Calls.lastError(call);
        }
        return new OpenHandle(handle, closer);
    }

    /** A handle of the kernel. */
    static OpenHandle of(String call, @Nullable Pointer handle) throws WindowsCallException {
        return of(call, handle, Kernel32Calls::CloseHandle);
    }

    /** How many are open in this process now. */
    static int open() {
        return OPEN.get();
    }

    Pointer pointer() {
        return handle;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            OPEN.decrementAndGet();
            closer.accept(handle);
        }
    }
}
