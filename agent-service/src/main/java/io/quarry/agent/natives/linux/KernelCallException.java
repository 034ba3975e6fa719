package io.quarry.agent.natives.linux;

import java.io.IOException;

/** The kernel refused a call. */
public final class KernelCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /** @param errno of errno(3), positive */
    public KernelCallException(String call, int errno) {
        super(call + ": " + Errno.name(errno));
        this.errno = errno;
    }

    /** Number of errno(3). */
    public int errno() {
        return errno;
    }
}
