package io.quarry.agent.natives.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads structures that stand where the documents say, by numbers of their own, not by the layouts under test. */
final class WindowsStructuresTest {
    private static final byte[] SYSTEM_SID = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};

    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void servicesWithTheirTexts(int width) {
        LaidOut memory = new LaidOut(width);
        int size = width == 8 ? 56 : 44;
        long first = memory.room(2 * size);
        for (int i = 0; i < 2; i++) {
            long at = first + (long) i * size;
            memory.pointer(at, memory.wide("svc" + i))
                    .pointer(at + width, memory.wide("Service " + i))
                    .i32(at + 2L * width, 0x20)
                    .i32(at + 2L * width + 4, 4)
                    .i32(at + 2L * width + 28, 1234 + i);
        }
        List<ServiceControl.Status> found = ServiceStructures.statuses(memory.image(), 2);
        assertThat(found).extracting(ServiceControl.Status::name).containsExactly("svc0", "svc1");
        assertThat(found.get(1).displayName()).isEqualTo("Service 1");
        assertThat(found.get(1).pid()).isEqualTo(1235);
        assertThatThrownBy(() -> ServiceStructures.statuses(memory.image(), 2_000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void failureActionsAndTriggers(int width) {
        LaidOut memory = new LaidOut(width);
        long failure = memory.room(width == 8 ? 40 : 20);
        long actions = memory.room(16);
        memory.i32(actions, 1).i32(actions + 4, 5_000).i32(actions + 8, 3).i32(actions + 12, 0);
        memory.pointer(failure + 2L * width, memory.wide("cmd /c x"))
                .i32(failure + 3L * width, 2)
                .pointer(failure + 4L * width, actions);
        ServiceControl.Failure read = ServiceStructures.failure(memory.image());
        assertThat(read.command()).isEqualTo("cmd /c x");
        assertThat(read.actions())
                .containsExactly(new ServiceControl.Action(1, 5_000), new ServiceControl.Action(3, 0));

        LaidOut other = new LaidOut(width);
        long list = other.room(3 * width);
        long trigger = other.room(width == 8 ? 32 : 20);
        byte[] guid = {0x6b, (byte) 0xc5, (byte) 0xaa, 0, 0x44, (byte) 0xcd, (byte) 0xd0, 0x11, 1, 2, 3, 4, 5, 6, 7, 8};
        other.i32(list, 1).pointer(list + width, trigger);
        other.i32(trigger, 2).i32(trigger + 4, 1).pointer(trigger + 8, other.put(guid));
        assertThat(ServiceStructures.triggers(other.image()))
                .containsExactly(new ServiceControl.Trigger(2, 1, "{00AAC56B-CD44-11D0-0102-030405060708}", List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void commandLineAndModulesOfAProcess(int width) throws WindowsCallException {
        LaidOut memory = new LaidOut(width);
        boolean wide = width == 8;
        long peb = memory.room(64);
        long parameters = memory.room(160);
        long loader = memory.room(64);
        memory.pointer(peb + (wide ? 0x18 : 0x0c), loader).pointer(peb + (wide ? 0x20 : 0x10), parameters);
        memory.counted(parameters + (wide ? 0x70 : 0x40), "\"C:\\a b.exe\" x")
                .counted(parameters + (wide ? 0x38 : 0x24), "C:\\here\\");
        long head = loader + (wide ? 0x10 : 0x0c);
        long one = memory.room(128);
        long two = memory.room(128);
        memory.pointer(head, one).pointer(one, two).pointer(two, head);
        memory.pointer(one + (wide ? 0x30 : 0x18), 0x400000)
                .i32(one + (wide ? 0x40 : 0x20), 0x1000)
                .counted(one + (wide ? 0x48 : 0x24), "C:\\a b.exe");
        memory.counted(two + (wide ? 0x48 : 0x24), "C:\\windows\\system32\\ntdll.dll");
        ProcessMemory process = new ProcessMemory(memory::read, peb, width);
        assertThat(process.start()).isEqualTo(new ProcessMemory.Start("\"C:\\a b.exe\" x", "C:\\here\\"));
        assertThat(process.modules(10))
                .containsExactly(
                        new ProcessMemory.LoadedModule("C:\\a b.exe", 0x400000, 0x1000),
                        new ProcessMemory.LoadedModule("C:\\windows\\system32\\ntdll.dll", 0, 0));
        memory.pointer(two, one); // a circle that never comes back to its head
        assertThat(process.modules(10)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void handlesByProcess(int width) {
        LaidOut memory = new LaidOut(width);
        int size = width == 8 ? 40 : 28;
        long table = memory.room(2 * width + 3 * size);
        memory.pointer(table, 3);
        int[] pids = {40, 8, 40};
        for (int i = 0; i < 3; i++) {
            long at = table + 2L * width + (long) i * size;
            memory.pointer(at + width, pids[i])
                    .pointer(at + 2L * width, 4 * (i + 1))
                    .i32(at + 3L * width, 0x1F0003);
            memory.u16(at + 3L * width + 6, 7 + i);
        }
        HandleTable handles = new HandleTable(memory.image());
        List<HandleTable.Entry> found = new ArrayList<>();
        handles.of(40, found::add);
        assertThat(found)
                .containsExactly(new HandleTable.Entry(4, 0x1F0003, 7), new HandleTable.Entry(12, 0x1F0003, 9));
        memory.pointer(table, 1_000_000);
        assertThatThrownBy(() -> new HandleTable(memory.image())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void recordsOfTheResolver(int width) {
        LaidOut memory = new LaidOut(width);
        long entry = memory.room(24);
        long second = memory.room(24);
        memory.pointer(entry, second)
                .pointer(entry + width, memory.wide("a.example"))
                .u16(entry + 2L * width, 1);
        memory.pointer(second + width, memory.wide("b.example")).u16(second + 2L * width, 28);
        assertThat(DnsStructures.entries(memory, entry))
                .containsExactly(
                        new DnsResolverCache.Entry("a.example", 1), new DnsResolverCache.Entry("b.example", 28));

        long cname = record(memory, width, "a.example", 5, 300);
        memory.pointer(cname + 2L * width + 16, memory.wide("b.example"));
        long address = record(memory, width, "b.example", 1, 60);
        memory.i32(address + 2L * width + 16, 0x0100007f);
        memory.pointer(cname, address);
        assertThat(DnsStructures.records(memory, cname))
                .containsExactly(
                        new DnsResolverCache.Answer("a.example", 5, 1, 300, "b.example"),
                        new DnsResolverCache.Answer("b.example", 1, 1, 60, "127.0.0.1"));
        memory.pointer(address, cname);
        assertThatThrownBy(() -> DnsStructures.records(memory, cname)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long record(LaidOut memory, int width, String name, int type, int ttl) {
        long at = memory.room(64);
        memory.pointer(at + width, memory.wide(name))
                .u16(at + 2L * width, type)
                .u16(at + 2L * width + 2, type == 1 ? 4 : width)
                .i32(at + 2L * width + 4, 1)
                .i32(at + 2L * width + 8, ttl);
        return at;
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void sessionsOfAllThreeSources(int width) {
        LaidOut memory = new LaidOut(width);
        long terminal = memory.room(56);
        long texts = terminal + (width == 8 ? 16 : 12);
        memory.i32(terminal + 4, 4)
                .i32(terminal + 8, 2)
                .pointer(texts, memory.wide("RDP-Tcp#0"))
                .pointer(texts + 2L * width, memory.wide("ann"))
                .pointer(texts + 3L * width, memory.wide("CORP"));
        assertThat(SessionStructures.terminals(memory, terminal, 1))
                .containsExactly(new LogonSessions.Terminal(2, 4, "RDP-Tcp#0", "ann", "CORP"));

        long logon = memory.room(160);
        long after = logon + (width == 8 ? 16 : 12);
        memory.i64(logon + 4, 0x3e7)
                .counted(after, "ann")
                .counted(after + 2L * width, "CORP")
                .counted(after + 4L * width, "Kerberos")
                .i32(after + 6L * width, 10)
                .i32(after + 6L * width + 4, 2)
                .pointer(after + 6L * width + 8, memory.put(SYSTEM_SID));
        long time = width == 8 ? logon + 80 : logon + 48;
        memory.i64(time, 133_000_000_000_000_000L).counted(time + 8, "DC1");
        LogonSessions.Logon read = SessionStructures.logon(memory, logon);
        assertThat(read.id()).isEqualTo(0x3e7);
        assertThat(read.user()).isEqualTo("ann");
        assertThat(read.authentication()).isEqualTo("Kerberos");
        assertThat(read.type()).isEqualTo(10);
        assertThat(read.terminal()).isEqualTo(2);
        assertThat(read.sid()).isEqualTo(SYSTEM_SID);
        assertThat(read.logonTime()).isEqualTo(133_000_000_000_000_000L);
        assertThat(read.server()).isEqualTo("DC1");

        long client = memory.room(24);
        memory.pointer(client, memory.wide("\\\\10.0.0.9"))
                .pointer(client + width, memory.wide("bob"))
                .i32(client + 2L * width, 100)
                .i32(client + 2L * width + 4, 7);
        assertThat(SessionStructures.clients(memory, client, 1))
                .containsExactly(new LogonSessions.Client("\\\\10.0.0.9", "bob", 100, 7));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void timesAndAddressOfASession(int width) {
        LaidOut memory = new LaidOut(width);
        long info = memory.room(216);
        memory.i64(info + 192, 11).i64(info + 200, 10).i64(info + 208, 12);
        assertThat(SessionStructures.times(memory.image())).isEqualTo(new LogonSessions.Times(10, 11, 12));
        LaidOut other = new LaidOut(width);
        long address = other.room(24);
        other.i32(address, 2).i32(address + 6, 0x0201a8c0);
        assertThat(SessionStructures.clientAddress(other.image())).isEqualTo(new byte[] {(byte) 192, (byte) 168, 1, 2});
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void reparsePoints(int width) {
        LaidOut memory = new LaidOut(width);
        byte[] names = "\\??\\C:\\toC:\\to".getBytes(StandardCharsets.UTF_16LE);
        long junction = memory.room(16);
        memory.put(names);
        memory.i32(junction, 0xA0000003)
                .u16(junction + 8, 0)
                .u16(junction + 10, 18)
                .u16(junction + 12, 18)
                .u16(junction + 14, 10);
        assertThat(FileStructures.reparse(memory.image()))
                .isEqualTo(new FileStructures.Reparse(FileStructures.MOUNT_POINT, "C:\\to"));
        memory.u16(junction + 12, 60_000);
        assertThatThrownBy(() -> FileStructures.reparse(memory.image())).isInstanceOf(IllegalArgumentException.class);
    }
}
