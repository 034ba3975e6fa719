package io.quarry.agent.collect.session;

import io.quarry.agent.collect.host.HostFiles;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The other ends of the connections that a process holds. */
final class RemotePeers {
    private static final int MOST_DESCRIPTORS = 1_000;
    private static final int MOST_TABLE = 1 << 24;
    private static final String SOCKET = "socket:[";

    private final HostFiles files;

    RemotePeers(HostFiles files) {
        this.files = files;
    }

    /** The address that the TCP connection with the lowest descriptor comes from: a login's own is opened before all others. */
    Optional<String> of(ProcessFacts process) {
        String folder = "/proc/" + process.pid();
        TreeMap<Integer, Long> sockets = sockets(files.path(folder + "/fd"));
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        Map<Long, String> found = new HashMap<>();
        for (String table : new String[] {"/net/tcp", "/net/tcp6"}) { // of the process's own network namespace
            files.read(folder + table, MOST_TABLE)
                    .ifPresent(text -> TcpPeers.find(text.bytes(), sockets.values(), ByteOrder.nativeOrder(), found));
        }
        return sockets.values().stream()
                .map(found::get)
                .filter(address -> address != null)
                .findFirst();
    }

    private static TreeMap<Integer, Long> sockets(Path folder) {
        TreeMap<Integer, Long> sockets = new TreeMap<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(folder)) {
            for (Path descriptor : descriptors) {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (target.startsWith(SOCKET) && sockets.size() < MOST_DESCRIPTORS) {
                    String inode = target.substring(SOCKET.length(), target.length() - 1);
                    sockets.put(Integer.valueOf(String.valueOf(descriptor.getFileName())), Long.valueOf(inode));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return sockets; // it has ended, or may not be looked into: the caller says that there is no address
        }
        return sockets;
    }
}
