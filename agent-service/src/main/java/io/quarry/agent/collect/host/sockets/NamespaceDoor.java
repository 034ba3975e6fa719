package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.natives.linux.NetlinkSocket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ways into one network namespace. */
interface NamespaceDoor {

    /** @throws IOException when there is no netlink, or no way in */
    NetlinkSocket netlink(int protocol) throws IOException;

    /** @param file of {@code /proc/net}; @throws IOException when there is no such file, or no way in */
    InputStream text(String file) throws IOException;

    /** @param textOnly no netlink, even where there is one */
    static NamespaceDoor of(NetNamespace namespace, Path proc, boolean textOnly) {
        NamespaceDoor door = namespace.own() ? own(proc) : new ForeignDoor(namespace);
        return textOnly ? textOnly(door) : door;
    }

    /** Where the agent itself is. */
    static NamespaceDoor own(Path proc) {
        return new NamespaceDoor() {
            @Override
            public NetlinkSocket netlink(int protocol) throws IOException {
                return NetlinkSocket.open(protocol);
            }

            @Override
            public InputStream text(String file) throws IOException {
                return Files.newInputStream(proc.resolve("net").resolve(file));
            }
        };
    }

    /** Only the texts: for kernels and sandboxes without netlink, and for tests of what happens there. */
    static NamespaceDoor textOnly(NamespaceDoor door) {
        return new NamespaceDoor() {
            @Override
            public NetlinkSocket netlink(int protocol) throws IOException {
                throw new IOException("only the texts are wanted");
            }

            @Override
            public InputStream text(String file) throws IOException {
                return door.text(file);
            }
        };
    }
}
