package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.MalformedTextException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A network namespace, see network_namespaces(7).
 *
 * @param inode that names it
 * @param own it is the agent's
 * @param handles files that stand for it: of processes in it, mounts, descriptors; more than one since any may vanish
 */
public record NetNamespace(long inode, boolean own, List<Path> handles) {

    /** The agent's own; @throws IOException when the process file system does not name it */
    public static NetNamespace own(Path proc) throws IOException {
        Path handle = proc.resolve("thread-self/ns/net");
        return new NetNamespace(inodeOf(handle), true, List.of(handle));
    }

    /** That of a process; @throws IOException when it may not be known or the process has ended */
    public static NetNamespace of(Path proc, int pid) throws IOException {
        Path handle = proc.resolve(pid + "/ns/net");
        long inode = inodeOf(handle);
        return new NetNamespace(inode, inode == own(proc).inode(), List.of(handle));
    }

    private static long inodeOf(Path handle) throws IOException {
        byte[] target = Files.readSymbolicLink(handle).toString().getBytes(StandardCharsets.UTF_8);
        try {
            return inode(target, target.length);
        } catch (MalformedTextException e) {
            throw new IOException(handle + ": " + e.getMessage(), e);
        }
    }

    /** Inode in {@code net:[4026531840]}; @throws MalformedTextException when it is no such link */
    static long inode(byte[] link, int length) throws MalformedTextException {
        ByteCursor in = new ByteCursor(link, 0, length);
        if (!in.take("net:[")) {
            throw new MalformedTextException("'net:['", 0);
        }
        long inode = in.decimal();
        in.expect(']');
        return inode;
    }
}
