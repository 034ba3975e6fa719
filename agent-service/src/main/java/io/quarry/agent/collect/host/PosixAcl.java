package io.quarry.agent.collect.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An access control list of acl(5), as the extended attribute {@code system.posix_acl_access} has it (linux/posix_acl_xattr.h): a
 * version, then entries of tag, permissions and id, little-endian. Pure.
 *
 * @param entries in the order the kernel keeps: owner, named users, group, named groups, mask, others
 */
public record PosixAcl(List<Entry> entries) {
    /** Bits of permissions. */
    public static final int READ = 4;

    public static final int WRITE = 2;
    public static final int EXECUTE = 1;

    private static final int VERSION = 2;
    private static final int ENTRY_BYTES = 8;
    private static final int HEADER_BYTES = 4;

    /** Whom an entry is about. */
    public enum Tag {
        OWNER(0x01),
        USER(0x02),
        OWNING_GROUP(0x04),
        GROUP(0x08),
        MASK(0x10),
        OTHER(0x20);

        private final int code;

        Tag(int code) {
            this.code = code;
        }
    }

    /**
     * One entry.
     *
     * @param permissions bits of {@link #READ}, {@link #WRITE}, {@link #EXECUTE}
     * @param id of the user or group; of the file's owner or group for those; 0 for the mask and the others
     */
    public record Entry(Tag tag, int permissions, long id) {}

    /** What the permission bits of a file alone say. */
    public static PosixAcl ofMode(int mode, long uid, long gid) {
        return new PosixAcl(List.of(
                new Entry(Tag.OWNER, mode >> 6 & 7, uid),
                new Entry(Tag.OWNING_GROUP, mode >> 3 & 7, gid),
                new Entry(Tag.OTHER, mode & 7, 0)));
    }

    /** @throws MalformedTextException when it is none */
    public static PosixAcl parse(byte[] attribute, long uid, long gid) throws MalformedTextException {
        ByteBuffer in = ByteBuffer.wrap(attribute).order(ByteOrder.LITTLE_ENDIAN);
        if (attribute.length < HEADER_BYTES || in.getInt() != VERSION || in.remaining() % ENTRY_BYTES != 0) {
            throw new MalformedTextException("an access control list of version 2", 0);
        }
        List<Entry> entries = new ArrayList<>();
        while (in.hasRemaining()) {
            int at = in.position();
            Tag tag = tag(in.getShort(), at);
            int permissions = in.getShort() & 7;
            long named = Integer.toUnsignedLong(in.getInt());
            entries.add(new Entry(
                    tag,
                    permissions,
                    switch (tag) {
                        case OWNER -> uid;
                        case OWNING_GROUP -> gid;
                        case USER, GROUP -> named;
                        case MASK, OTHER -> 0;
                    }));
        }
        return new PosixAcl(List.copyOf(entries));
    }

    /** What an entry grants in effect: the mask limits named entries and the owning group. */
    public int effective(Entry entry) {
        if (entry.tag() == Tag.OWNER || entry.tag() == Tag.OTHER || entry.tag() == Tag.MASK) {
            return entry.permissions();
        }
        int mask = entries.stream()
                .filter(other -> other.tag() == Tag.MASK)
                .mapToInt(Entry::permissions)
                .findFirst()
                .orElse(7);
        return entry.permissions() & mask;
    }

    private static Tag tag(int code, int at) throws MalformedTextException {
        for (Tag tag : Tag.values()) {
            if (tag.code == code) {
                return tag;
            }
        }
        throw new MalformedTextException("a tag of an access control list", at);
    }
}
