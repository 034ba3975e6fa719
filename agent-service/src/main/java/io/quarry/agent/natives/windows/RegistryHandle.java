package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key of the live registry, open to read. Names are counted, so those with a NUL inside are as good as others; links are
 * opened themselves unless they are to be followed. With backup intent, which takes SeBackupPrivilege, where that is granted.
 */
public final class RegistryHandle implements AutoCloseable {
    /** Root of HKEY_LOCAL_MACHINE in the kernel's own names. */
    public static final String MACHINE = "\\Registry\\Machine";
    /** Root of HKEY_USERS. */
    public static final String USERS = "\\Registry\\User";

    private static final int KEY_READ = 0x20019;
    private static final int OBJ_CASE_INSENSITIVE = 0x40;
    private static final int OBJ_OPENLINK = 0x100;
    private static final int BACKUP = 4; // REG_OPTION_BACKUP_RESTORE
    private static final int BASIC = 0;
    private static final int FULL = 2;
    private static final int FLAGS = 5;
    private static final int VALUE_FULL = 1;
    private static final int SOME = 1_024;
    private static final int NO_MORE_ENTRIES = 0x8000001A;
    private static final int OWNER_GROUP_DACL = 7;

    private final OpenHandle handle;

    private RegistryHandle(OpenHandle handle) {
        this.handle = handle;
    }

    /**
     * What a key is.
     *
     * @param written FILETIME
     */
    public record Facts(long written, long subkeys, long values, String className) {}

    /** Flags of KEY_FLAGS_INFORMATION. */
    public record KeyFlags(boolean isVolatile, boolean isLink) {}

    /** A value with its bytes. */
    public record Value(String name, int type, byte[] data) {}

    /**
     * Opens a key.
     *
     * @param parent null when {@code path} is a whole path of the kernel
     * @param path below the parent; may hold NUL
     * @param link a link itself, not what it points to
     * @param backup needs SeBackupPrivilege
     */
    public static RegistryHandle open(@Nullable RegistryHandle parent, String path, boolean link, boolean backup)
            throws WindowsCallException {
        byte[] name = path.getBytes(StandardCharsets.UTF_16LE);
        StructLayout layout = RegistryStructures.objectAttributes(Native.POINTER_SIZE);
        StructLayout text = RegistryStructures.unicodeString(Native.POINTER_SIZE);
        try (Memory attributes = new Memory(layout.size());
                Memory counted = new Memory(text.size());
                Memory characters = new Memory(name.length + 2L)) {
            attributes.clear();
            counted.clear();
            characters.clear();
            characters.write(0, name, 0, name.length);
            counted.setShort(text.at("Length"), (short) name.length);
            counted.setShort(text.at("MaximumLength"), (short) name.length);
            counted.setPointer(text.at("Buffer"), characters);
            attributes.setInt(layout.at("Length"), layout.size());
            attributes.setPointer(layout.at("RootDirectory"), parent == null ? null : parent.handle.pointer());
            attributes.setPointer(layout.at("ObjectName"), counted);
            attributes.setInt(layout.at("Attributes"), OBJ_CASE_INSENSITIVE | (link ? OBJ_OPENLINK : 0));
            PointerByReference key = new PointerByReference();
            int status = NtCalls.NtOpenKeyEx(key, KEY_READ, attributes, backup ? BACKUP : 0);
            if (status < 0) {
                throw WindowsCallException.ofStatus("NtOpenKeyEx", status);
            }
            RegistryHandle opened = new RegistryHandle(OpenHandle.of("NtOpenKeyEx", key.getValue(), NtCalls::NtClose));
            if (status == WinError.PREDEFINED_HANDLE) {
                opened.close();
                throw WindowsCallException.ofStatus("NtOpenKeyEx", status);
            }
            return opened;
        }
    }

    public Facts facts() throws WindowsCallException {
        return RegistryStructures.facts(SizedCall.status(
                "NtQueryKey",
                SOME,
                (buffer, size, needed) -> NtCalls.NtQueryKey(handle.pointer(), FULL, buffer, size, needed)));
    }

    /** @throws WindowsCallException also where this version of Windows does not tell */
    public KeyFlags flags() throws WindowsCallException {
        return RegistryStructures.flags(SizedCall.status(
                "NtQueryKey KeyFlagsInformation",
                12,
                (buffer, size, needed) -> NtCalls.NtQueryKey(handle.pointer(), FLAGS, buffer, size, needed)));
    }

    /** Name of a subkey by its number; empty behind the last. */
    public Optional<String> subkey(int index) throws WindowsCallException {
        return entry(
                        "NtEnumerateKey",
                        (buffer, size, needed) ->
                                NtCalls.NtEnumerateKey(handle.pointer(), index, BASIC, buffer, size, needed))
                .map(RegistryStructures::keyName);
    }

    /** A value by its number; empty behind the last. */
    public Optional<Value> value(int index) throws WindowsCallException {
        return entry(
                        "NtEnumerateValueKey",
                        (buffer, size, needed) ->
                                NtCalls.NtEnumerateValueKey(handle.pointer(), index, VALUE_FULL, buffer, size, needed))
                .map(RegistryStructures::value);
    }

    /** The value of a name in any case; empty when there is none. */
    public Optional<Value> value(String name) throws WindowsCallException {
        for (int i = 0; ; i++) {
            Optional<Value> value = value(i);
            if (value.isEmpty() || value.get().name().equalsIgnoreCase(name)) {
                return value;
            }
        }
    }

    /** Self-relative security descriptor: owner, group and who may do what. */
    public byte[] security() throws WindowsCallException {
        MemoryImage image = SizedCall.status(
                "NtQuerySecurityObject",
                SOME,
                (buffer, size, needed) ->
                        NtCalls.NtQuerySecurityObject(handle.pointer(), OWNER_GROUP_DACL, buffer, size, needed));
        return image.bytes(0, image.length());
    }

    private static Optional<MemoryImage> entry(String call, SizedCall.Attempt attempt) throws WindowsCallException {
        boolean[] end = new boolean[1];
        MemoryImage image = SizedCall.status(call, SOME, (buffer, size, needed) -> {
            int status = attempt.ask(buffer, size, needed);
            end[0] = status == NO_MORE_ENTRIES;
            return end[0] ? 0 : status;
        });
        return end[0] ? Optional.empty() : Optional.of(image);
    }

    @Override
    public void close() {
        handle.close();
    }
}
