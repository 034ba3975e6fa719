package io.quarry.agent.natives.windows;

/** Structures of the kernel's registry calls (wdm.h, winternl.h), read from what the calls filled. */
final class RegistryStructures {
    private static final int MOST_DATA = 1 << 28;

    private RegistryStructures() {}

    /** UNICODE_STRING. */
    static StructLayout unicodeString(int width) {
        return StructLayout.of(width)
                .word("Length", "MaximumLength")
                .pointer("Buffer")
                .build();
    }

    /** OBJECT_ATTRIBUTES. */
    static StructLayout objectAttributes(int width) {
        return StructLayout.of(width)
                .dword("Length")
                .pointer("RootDirectory", "ObjectName")
                .dword("Attributes")
                .pointer("SecurityDescriptor", "SecurityQualityOfService")
                .build();
    }

    /** KEY_BASIC_INFORMATION; the name follows the last field at once. */
    static StructLayout keyBasic() {
        return StructLayout.of(Long.BYTES)
                .qword("LastWriteTime")
                .dword("TitleIndex", "NameLength")
                .word("Name")
                .build();
    }

    /** KEY_FULL_INFORMATION. */
    static StructLayout keyFull() {
        return StructLayout.of(Long.BYTES)
                .qword("LastWriteTime")
                .dword("TitleIndex", "ClassOffset", "ClassLength", "SubKeys", "MaxNameLen", "MaxClassLen")
                .dword("Values", "MaxValueNameLen", "MaxValueDataLen")
                .word("Class")
                .build();
    }

    /** KEY_VALUE_FULL_INFORMATION; data at an offset of its own. */
    static StructLayout valueFull() {
        return StructLayout.of(Long.BYTES)
                .dword("TitleIndex", "Type", "DataOffset", "DataLength", "NameLength")
                .word("Name")
                .build();
    }

    static RegistryHandle.Facts facts(MemoryImage image) {
        StructLayout layout = keyFull();
        int length = image.i32(layout.at("ClassLength"));
        int offset = image.i32(layout.at("ClassOffset"));
        return new RegistryHandle.Facts(
                image.i64(layout.at("LastWriteTime")),
                image.u32(layout.at("SubKeys")),
                image.u32(layout.at("Values")),
                length <= 0 || offset < 0 ? "" : image.text(offset, length));
    }

    /** KEY_FLAGS_INFORMATION: flags of WOW64, of the key, and for control. */
    static RegistryHandle.KeyFlags flags(MemoryImage image) {
        int flags = image.i32(Integer.BYTES);
        return new RegistryHandle.KeyFlags((flags & 1) != 0, (flags & 2) != 0);
    }

    static String keyName(MemoryImage image) {
        StructLayout layout = keyBasic();
        return image.text(layout.at("Name"), image.i32(layout.at("NameLength")));
    }

    static RegistryHandle.Value value(MemoryImage image) {
        StructLayout layout = valueFull();
        int size = image.i32(layout.at("DataLength"));
        if (size > MOST_DATA) {
            throw new IllegalArgumentException("a value of " + size + " bytes");
        }
        return new RegistryHandle.Value(
                image.text(layout.at("Name"), image.i32(layout.at("NameLength"))),
                image.i32(layout.at("Type")),
                size == 0 ? new byte[0] : image.bytes(image.i32(layout.at("DataOffset")), size));
    }
}
