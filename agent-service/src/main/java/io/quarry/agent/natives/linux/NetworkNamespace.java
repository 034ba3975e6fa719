package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Does something in another network namespace, see network_namespaces(7): on a thread of its own, which ends with it, so
 * that no other work is ever done in a foreign namespace. What is opened there (sockets, files of {@code /proc/net})
 * stays of that namespace and may be used by any thread.
 */
public final class NetworkNamespace {
    private static final int O_RDONLY_CLOEXEC_NONBLOCK = 0x80800;
    private static final int AT_FDCWD = -100;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int LINK_BYTES = 64;

    private NetworkNamespace() {}

    /**
     * Work done inside.
     *
     * @param <T> what comes of it
     */
    public interface Inside<T> {
        T open() throws IOException;
    }

    /**
     * @param handle {@code /proc/<pid>/ns/net}, or where such a file is mounted
     * @param inode of the namespace that it should be
     * @throws KernelCallException when the namespace can't be entered; ESRCH when the handle is of another one by now
     * @throws IOException as the work throws it
     */
    public static <T> T enter(Path handle, long inode, Inside<T> work) throws IOException {
        SocketCalls.bind();
        FutureTask<T> task = new FutureTask<>(() -> {
            change(handle, inode);
            return work.open();
        });
        Thread thread = new Thread(task, "namespace");
        thread.setDaemon(true);
        thread.start();
        return result(task);
    }

    private static <T> T result(FutureTask<T> task) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get(); // opening something is short: to wait is safer than to leave it behind
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException | CancellationException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void change(Path handle, long inode) throws KernelCallException {
        int descriptor;
        try (Memory path = text(handle.toString())) {
            descriptor = Libc.openat(AT_FDCWD, Pointer.nativeValue(path), O_RDONLY_CLOEXEC_NONBLOCK);
        }
        if (descriptor < 0) {
            throw new KernelCallException("open " + handle, Native.getLastError());
        }
        int result = SocketCalls.setns(descriptor, CLONE_NEWNET);
        int errno = Native.getLastError();
        Libc.close(descriptor);
        if (result != 0) {
            throw new KernelCallException("setns " + handle, errno);
        }
        if (!own().equals("net:[" + inode + "]")) {
            throw new KernelCallException("setns " + handle, Errno.ESRCH);
        }
    }

    /** What the calling thread's namespace is called. */
    private static String own() {
        try (Memory path = text("/proc/thread-self/ns/net");
                Memory target = new Memory(LINK_BYTES)) {
            long length =
                    Libc.readlinkat(AT_FDCWD, Pointer.nativeValue(path), Pointer.nativeValue(target), LINK_BYTES - 1);
            target.setByte(Math.max(length, 0), (byte) 0);
            return target.getString(0);
        }
    }

    private static Memory text(String text) {
        byte[] bytes = Native.toByteArray(text, "UTF-8");
        Memory memory = new Memory(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }
}
