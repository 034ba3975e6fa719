package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;

/**
 * Calls that say how much room they need: asked with some, asked again with more, a bounded number of times, since what they
 * tell of grows meanwhile.
 */
final class SizedCall {
    private static final int TRIES = 12;
    private static final int LARGEST = 1 << 29;
    private static final int STATUS_INFO_LENGTH_MISMATCH = 0xC0000004;
    private static final int STATUS_BUFFER_TOO_SMALL = 0xC0000023;
    private static final int STATUS_BUFFER_OVERFLOW = 0x80000005;

    private SizedCall() {}

    /** One try. */
    interface Attempt {
        /**
         * Asks.
         *
         * @param needed bytes written, or needed
         * @return error of winerror.h, 0 when it is done
         */
        int ask(Memory buffer, int size, IntByReference needed);
    }

    /** One try of a call that answers a BOOL and a last error. */
    interface BooleanAttempt {
        boolean ask(Memory buffer, int size, IntByReference needed);
    }

    static MemoryImage image(String call, int first, BooleanAttempt attempt) throws WindowsCallException {
        return coded(
                call,
                first,
                (buffer, size, needed) -> attempt.ask(buffer, size, needed) ? WinError.SUCCESS : Native.getLastError());
    }

    static MemoryImage coded(String call, int first, Attempt attempt) throws WindowsCallException {
        int size = first;
        for (int i = 0; i < TRIES; i++) {
            IntByReference needed = new IntByReference();
            try (Memory buffer = new Memory(size)) {
                int code = attempt.ask(buffer, size, needed);
                if (code == WinError.SUCCESS) {
                    return copy(buffer, size, 0); // some calls put texts at the buffer's very end
                }
                if (code != WinError.INSUFFICIENT_BUFFER && code != WinError.MORE_DATA) {
                    throw WindowsCallException.of(call, code);
                }
            }
            size = larger(call, size, needed.getValue());
        }
        throw WindowsCallException.of(call, WinError.MORE_DATA);
    }

    /** A call that answers an NTSTATUS. */
    static MemoryImage status(String call, int first, Attempt attempt) throws WindowsCallException {
        int size = first;
        for (int i = 0; i < TRIES; i++) {
            IntByReference needed = new IntByReference();
            try (Memory buffer = new Memory(size)) {
                int status = attempt.ask(buffer, size, needed);
                if (status >= 0) {
                    return copy(buffer, size, needed.getValue());
                }
                if (status != STATUS_INFO_LENGTH_MISMATCH
                        && status != STATUS_BUFFER_TOO_SMALL
                        && status != STATUS_BUFFER_OVERFLOW) {
                    throw WindowsCallException.ofStatus(call, status);
                }
            }
            size = larger(call, size, needed.getValue());
        }
        throw WindowsCallException.of(call, WinError.MORE_DATA);
    }

    /** @param written 0 where the call does not say: then all of the buffer */
    private static MemoryImage copy(Memory buffer, int size, int written) {
        int length = written > 0 && written <= size ? written : size;
        return new MemoryImage(Pointer.nativeValue(buffer), buffer.getByteArray(0, length), Native.POINTER_SIZE);
    }

    private static int larger(String call, int size, int needed) throws WindowsCallException {
        if (size >= LARGEST) {
            throw WindowsCallException.of(call, WinError.MORE_DATA);
        }
        // a quarter more than it says, since there may be more the next time; twice as much where it says nothing
        return needed > size ? (int) Math.min(LARGEST, needed + needed / 4L) : Math.min(LARGEST, size * 2);
    }
}
