package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.KernelText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the descriptors of one process lead to, by the bytes of their links: many lead to the same few files. */
final class LinkCache {
    private static final int SLOTS = 512;

    private final @Nullable Target[] targets = new Target[SLOTS];

    /** Something that descriptors lead to. */
    static final class Target {
        private final byte[] link;
        private final String name;
        private @Nullable HandleKind kind;
        private long inode;

        private Target(byte[] link) {
            this.link = link;
            this.name = KernelText.decode(link, 0, link.length);
            this.kind = HandleKind.of(name);
        }

        String name() {
            return name;
        }

        /** Null when it is a path whose file was not looked at yet. */
        @Nullable
        HandleKind kind() {
            return kind;
        }

        /** 0 when its file was not looked at. */
        long inode() {
            return inode;
        }

        void found(HandleKind of, long number) {
            kind = of;
            inode = number;
        }
    }

    /** To be called before each process: a path may lead to another file there. */
    void clear() {
        Arrays.fill(targets, null);
    }

    Target of(byte[] bytes, int length) {
        if (length > 0 && (bytes[0] == 's' || bytes[0] == 'p')) {
            return new Target(Arrays.copyOf(bytes, length)); // sockets and pipes: each has a number of its own
        }
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        Target target = targets[slot];
        if (target == null || !Arrays.equals(target.link, 0, target.link.length, bytes, 0, length)) {
            target = new Target(Arrays.copyOf(bytes, length));
            if (!ProcLink.looksDeleted(target.name)) { // several deleted files may have had one name
                targets[slot] = target;
            }
        }
        return target;
    }
}
