package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The service control manager, open to read. For one thread. */
public final class ServiceControl implements AutoCloseable {
    private static final int CONNECT_AND_ENUMERATE = 0x1 | 0x4;
    private static final int QUERY_CONFIG = 0x1;
    private static final int READ_CONTROL = 0x20000;
    private static final int PROCESS_LEVEL = 0; // SC_ENUM_PROCESS_INFO
    private static final int ALL_TYPES = 0x3ff; // SERVICE_TYPE_ALL
    private static final int ALL_STATES = 3;
    private static final int FIRST = 1 << 16;
    private static final int LARGEST = 1 << 24;
    private static final int ROUNDS = 256;
    private static final int OWNER_GROUP_DACL = 7;
    private static final int SACL = 8; // SACL_SECURITY_INFORMATION
    private static final int ACCESS_SYSTEM_SECURITY = 0x1000000;
    private static final int SOME = 8_192; // what one answer of QueryServiceConfig may have at most, so one try does

    private final OpenHandle manager;

    private ServiceControl(OpenHandle manager) {
        this.manager = manager;
    }

    public static ServiceControl open() throws WindowsCallException {
        return new ServiceControl(OpenHandle.of(
                "OpenSCManager",
                AdvapiCalls.OpenSCManagerW(null, null, CONNECT_AND_ENUMERATE),
                AdvapiCalls::CloseServiceHandle));
    }

    /**
     * A service as the manager knows it.
     *
     * @param type bits of SERVICE_*_PROCESS, SERVICE_*_DRIVER
     * @param state SERVICE_STOPPED and on
     * @param pid 0 when none runs
     */
    public record Status(
            String name, @Nullable String displayName, int type, int state, long exitCode, long ownExitCode, int pid) {}

    /**
     * How it is set up.
     *
     * @param start SERVICE_BOOT_START and on
     */
    public record Config(
            int type,
            int start,
            @Nullable String command,
            List<String> dependencies,
            @Nullable String account,
            @Nullable String displayName) {}

    /**
     * What is done when it fails.
     *
     * @param type SC_ACTION_NONE 0, RESTART 1, REBOOT 2, RUN_COMMAND 3, OWN_RESTART 4
     * @param delayMillis before that
     */
    public record Action(int type, long delayMillis) {}

    /** What is done when it fails, in order. */
    public record Failure(@Nullable String command, List<Action> actions) {}

    /**
     * What starts or stops it.
     *
     * @param type SERVICE_TRIGGER_TYPE_*
     * @param action 1 starts it, 2 stops it
     * @param subtype GUID
     * @param texts its data items that are text
     */
    public record Trigger(int type, int action, @Nullable String subtype, List<String> texts) {}

    /** Takes services. */
    public interface Visitor<E extends Exception> {
        void visit(Status service) throws E;
    }

    /** All services and drivers that this account may see. */
    public <E extends Exception> void each(Visitor<E> visitor) throws WindowsCallException, E {
        IntByReference resume = new IntByReference();
        int size = FIRST;
        for (int i = 0; i < ROUNDS; i++) {
            Page page = page(size, resume);
            for (Status service : page.services) {
                visitor.visit(service);
            }
            if (page.missing == 0) {
                return;
            }
            size = Math.min(LARGEST, page.services.isEmpty() ? page.missing + FIRST : size);
        }
        throw WindowsCallException.of("EnumServicesStatusEx", WinError.MORE_DATA);
    }

    /** @param missing bytes that there are more; 0 when these are the last */
    private record Page(List<Status> services, int missing) {}

    private Page page(int size, IntByReference resume) throws WindowsCallException {
        IntByReference needed = new IntByReference();
        IntByReference returned = new IntByReference();
        try (Memory buffer = new Memory(size)) {
            boolean done = AdvapiCalls.EnumServicesStatusExW(
                    manager.pointer(),
                    PROCESS_LEVEL,
                    ALL_TYPES,
                    ALL_STATES,
                    buffer,
                    size,
                    needed,
                    returned,
                    resume,
                    null);
            int code = done ? WinError.SUCCESS : Native.getLastError();
            if (!done && code != WinError.MORE_DATA) {
                throw WindowsCallException.of("EnumServicesStatusEx", code);
            }
            MemoryImage image =
                    new MemoryImage(Pointer.nativeValue(buffer), buffer.getByteArray(0, size), Native.POINTER_SIZE);
            List<Status> services = ServiceStructures.statuses(image, returned.getValue());
            return new Page(services, done ? 0 : Math.max(1, needed.getValue()));
        }
    }

    /**
     * Opens one, to read its set-up and, where this account may, its security.
     *
     * @param audited with what of it is audited, too, which takes {@link Privileges#SECURITY}
     */
    public Service service(String name, boolean audited) throws WindowsCallException {
        if (audited) {
            Pointer handle = AdvapiCalls.OpenServiceW(
                    manager.pointer(), new WString(name), QUERY_CONFIG | READ_CONTROL | ACCESS_SYSTEM_SECURITY);
            if (handle != null) {
                return new Service(OpenHandle.of("OpenService", handle, AdvapiCalls::CloseServiceHandle), true);
            }
        }
        Pointer handle = AdvapiCalls.OpenServiceW(manager.pointer(), new WString(name), QUERY_CONFIG | READ_CONTROL);
        if (handle == null && Native.getLastError() == WinError.ACCESS_DENIED) {
            handle = AdvapiCalls.OpenServiceW(manager.pointer(), new WString(name), QUERY_CONFIG);
        }
        return new Service(OpenHandle.of("OpenService", handle, AdvapiCalls::CloseServiceHandle), false);
    }

    /** One service, open. */
    public static final class Service implements AutoCloseable {
        private static final int DESCRIPTION = 1;
        private static final int FAILURE_ACTIONS = 2;
        private static final int DELAYED_AUTO_START = 3;
        private static final int TRIGGER_INFO = 8;

        private final OpenHandle handle;
        private final boolean audited;

        private Service(OpenHandle handle, boolean audited) {
            this.handle = handle;
            this.audited = audited;
        }

        public Config config() throws WindowsCallException {
            return ServiceStructures.config(SizedCall.image(
                    "QueryServiceConfig",
                    SOME,
                    (buffer, size, needed) -> AdvapiCalls.QueryServiceConfigW(handle.pointer(), buffer, size, needed)));
        }

        public @Nullable String description() throws WindowsCallException {
            return ServiceStructures.description(more("SERVICE_CONFIG_DESCRIPTION", DESCRIPTION));
        }

        public Failure failure() throws WindowsCallException {
            return ServiceStructures.failure(more("SERVICE_CONFIG_FAILURE_ACTIONS", FAILURE_ACTIONS));
        }

        public boolean delayed() throws WindowsCallException {
            return more("SERVICE_CONFIG_DELAYED_AUTO_START_INFO", DELAYED_AUTO_START)
                            .i32(0)
                    != 0;
        }

        public List<Trigger> triggers() throws WindowsCallException {
            return ServiceStructures.triggers(more("SERVICE_CONFIG_TRIGGER_INFO", TRIGGER_INFO));
        }

        /** Whether its security tells what is audited. */
        public boolean isAudited() {
            return audited;
        }

        /** Self-relative security descriptor: owner, group, who may do what and, where it is open for that, what is audited. */
        public byte[] security() throws WindowsCallException {
            MemoryImage image = SizedCall.image(
                    "QueryServiceObjectSecurity",
                    SOME,
                    (buffer, size, needed) -> AdvapiCalls.QueryServiceObjectSecurity(
                            handle.pointer(),
                            audited ? OWNER_GROUP_DACL | SACL : OWNER_GROUP_DACL,
                            buffer,
                            size,
                            needed));
            return image.bytes(0, image.length());
        }

        private MemoryImage more(String what, int level) throws WindowsCallException {
            return SizedCall.image(
                    "QueryServiceConfig2 " + what,
                    SOME,
                    (buffer, size, needed) ->
                            AdvapiCalls.QueryServiceConfig2W(handle.pointer(), level, buffer, size, needed));
        }

        @Override
        public void close() {
            handle.close();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
