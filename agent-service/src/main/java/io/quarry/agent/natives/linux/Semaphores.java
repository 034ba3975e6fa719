package io.quarry.agent.natives.linux;

import com.sun.jna.Native;

/** Asks about System V semaphores; changes none. */
public final class Semaphores {
    private static final int GETPID = 11;

    /** @throws UnsatisfiedLinkError when this is not a 64-bit Linux */
    public Semaphores() {
        DescriptorCalls.bind();
    }

    /** Process that operated on a semaphore last, see semctl(2); 0 for none, or the error number negated. */
    public int lastProcess(int set, int number) {
        int pid = DescriptorCalls.semctl(set, number, GETPID);
        return pid < 0 ? -Native.getLastError() : pid;
    }
}
