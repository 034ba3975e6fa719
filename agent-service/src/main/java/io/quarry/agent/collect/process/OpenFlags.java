package io.quarry.agent.collect.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a descriptor may do, in words, by its flags as open(2) and fdinfo have them. Flags whose numbers differ between
 * architectures are left out: O_DIRECT, O_DIRECTORY, O_NOFOLLOW, O_LARGEFILE.
 */
final class OpenFlags {
    static final int READ_ONLY = 0;
    static final int WRITE_ONLY = 1;
    static final int READ_WRITE = 2;
    static final int PATH = 0x20_0000;

    private static final int ACCESS = 3;
    private static final int MODE_READ = 0400;
    private static final int MODE_WRITE = 0200;

    private record Flag(int bits, String word) {}

    private static final List<Flag> FLAGS = List.of(
            new Flag(0x400, "APPEND"),
            new Flag(0x800, "NONBLOCK"),
            new Flag(0x10_1000, "SYNC"),
            new Flag(0x1000, "DSYNC"),
            new Flag(0x2000, "ASYNC"),
            new Flag(0x4_0000, "NOATIME"),
            new Flag(0x8_0000, "CLOEXEC"));

    private static final int MOST_KEPT = 1_024;
    private final Map<Integer, List<String>> known = new HashMap<>();

    /** @param flags as fdinfo has them */
    List<String> words(int flags) {
        List<String> words = known.get(flags);
        if (words == null) {
            words = decode(flags);
            if (known.size() < MOST_KEPT) {
                known.put(flags, words);
            }
        }
        return words;
    }

    /** The flags by the mode of the descriptor's link, which tells reading and writing alone. */
    static int ofLink(int mode) {
        boolean read = (mode & MODE_READ) != 0;
        boolean write = (mode & MODE_WRITE) != 0;
        if (read) {
            return write ? READ_WRITE : READ_ONLY;
        }
        return write ? WRITE_ONLY : PATH;
    }

    private static List<String> decode(int flags) {
        List<String> words = new ArrayList<>();
        if ((flags & PATH) != 0) {
            words.add("PATH"); // names a file and gives no access to it
        } else {
            switch (flags & ACCESS) {
                case READ_ONLY -> words.add("READ");
                case WRITE_ONLY -> words.add("WRITE");
                case READ_WRITE -> words.addAll(List.of("READ", "WRITE"));
                default -> words.add("CONTROL"); // ioctl(2) alone
            }
        }
        boolean sync = false;
        for (Flag flag : FLAGS) {
            if ((flags & flag.bits) == flag.bits && !(sync && flag.word.equals("DSYNC"))) {
                words.add(flag.word);
                sync |= flag.word.equals("SYNC");
            }
        }
        return List.copyOf(words);
    }
}
