package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.jobs.ProcessHandle;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of handle, planted in this process or another. */
@EnabledOnOs(OS.LINUX)
class HandlesIT {
    private static final int SELF = (int) java.lang.ProcessHandle.current().pid();

    @TempDir
    private Path folder = Path.of("");

    private static List<ProcessHandle> handles(long pid, Consumer<CurrentProcessParams> switches) {
        CurrentProcessFinding row = Gathered.process(pid, switches);
        assertThat(row.getHandles()).isNotNull();
        return row.getHandles();
    }

    private static ProcessHandle descriptor(List<ProcessHandle> handles, int value) {
        List<ProcessHandle> found = handles.stream()
                .filter(handle -> handle.getValue() != null
                        && handle.getValue() == value
                        && !List.of("THREAD", "KEY", "MUTANT", "SEMAPHORE").contains(handle.getType()))
                .toList();
        assertThat(found).as("descriptor %d", value).hasSize(1);
        return found.get(0);
    }

    private static void expect(List<ProcessHandle> handles, int value, String type, String name, String... rights) {
        ProcessHandle handle = descriptor(handles, value);
        assertThat(handle.getType()).isEqualTo(type);
        assertThat(handle.getName()).isEqualTo(name);
        assertThat(handle.getRights()).contains(rights);
        assertThat(handle.getAccessMask()).isEqualTo(flags(value));
    }

    private static long flags(int descriptor) {
        try {
            return Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor)).stream()
                    .filter(line -> line.startsWith("flags:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring("flags:".length()).strip(), 8))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tellsTheKindsThatHaveASwitch() throws IOException {
        Path file = Files.createFile(folder.resolve("a file"));
        try (PlantedHandles planted = new PlantedHandles();
                Planted other = Planted.start("sleep", "/bin/sleep", "600")) {
            int event = planted.eventfd();
            int process = planted.pidfd(other.pid());
            int section = planted.memfd("planted memory");
            int appended = planted.file(file.toString(), 02001L); // O_APPEND, O_WRONLY
            int directory = planted.file(folder.toString(), 0L);
            int named = planted.file(folder.toString(), 010000000L); // O_PATH
            int device = planted.file("/dev/null", 2L);
            List<ProcessHandle> all = handles(SELF, params -> {
                params.setEventHandles(true);
                params.setProcessHandles(true);
                params.setSectionHandles(true);
                params.setFileHandles(true);
                params.setDirectoryHandles(true);
            });
            expect(all, event, "EVENT", "anon_inode:[eventfd]", "READ", "WRITE");
            expect(all, section, "SECTION", "/memfd:planted memory (deleted)", "READ", "WRITE");
            expect(all, appended, "FILE", file.toString(), "WRITE", "APPEND");
            expect(all, directory, "DIRECTORY", folder.toString(), "READ");
            expect(all, named, "DIRECTORY", folder.toString(), "PATH");
            expect(all, device, "FILE", "/dev/null", "READ", "WRITE");
            assertThat(descriptor(all, process).getType()).isEqualTo("PROCESS");
            assertThat(descriptor(all, process).getTargetPid()).isEqualTo((int) other.pid());
            assertThat(descriptor(all, process).getTargetImage())
                    .isEqualTo(Path.of("/bin/sleep").toRealPath().toString());
            assertThat(all).extracting(ProcessHandle::getType).doesNotContain("PIPE", "SOCKET", "THREAD", "EPOLL");
            assertThat(handles(SELF, params -> params.setEventHandles(true)))
                    .isNotEmpty()
                    .allMatch(handle -> handle.getType().equals("EVENT"));
        }
    }

    @Test
    void tellsTheKindsOfAllHandles() {
        try (PlantedHandles planted = new PlantedHandles()) {
            int[] pipe = planted.pipe();
            int epoll = planted.epoll();
            int timer = planted.timerfd();
            int signal = planted.signalfd();
            int inotify = planted.inotify();
            List<ProcessHandle> all = handles(SELF, params -> params.setAllHandles(true));
            assertThat(descriptor(all, pipe[0]).getType()).isEqualTo("PIPE");
            assertThat(descriptor(all, pipe[0]).getRights()).containsExactly("READ");
            assertThat(descriptor(all, pipe[1]).getRights()).containsExactly("WRITE");
            expect(all, epoll, "EPOLL", "anon_inode:[eventpoll]", "READ", "WRITE");
            expect(all, timer, "TIMERFD", "anon_inode:[timerfd]", "READ", "WRITE");
            expect(all, signal, "SIGNALFD", "anon_inode:[signalfd]", "READ", "WRITE");
            expect(all, inotify, "INOTIFY", "anon_inode:inotify", "READ");
        }
    }

    @Test
    void tellsWhatOnlySomeKernelsHave() {
        try (PlantedHandles planted = new PlantedHandles()) {
            int uring = planted.uring();
            int bpf = planted.bpfMap();
            int perf = planted.perf();
            List<ProcessHandle> all = handles(SELF, params -> params.setAllHandles(true));
            expect(all, uring, "IO_URING", "anon_inode:[io_uring]", "READ", "WRITE");
            expect(all, bpf, "BPF", "anon_inode:bpf-map", "READ", "WRITE");
            expect(all, perf, "PERF", "anon_inode:[perf_event]", "READ", "WRITE");
        }
    }

    @Test
    void namesThePeerOfAUnixSocket() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/socat")), "socat is not installed");
        try (ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                Planted other = Planted.start("socat", "socat", "UNIX-CONNECT:" + address, "EXEC:sleep 600");
                SocketChannel accepted = server.accept()) {
            assertThat(accepted.isConnected()).isTrue();
            List<ProcessHandle> ours = handles(SELF, params -> params.setAlpcHandles(true));
            assertThat(ours).allMatch(handle -> handle.getType().equals("ALPC"));
            assertThat(ours)
                    .filteredOn(handle -> address.toString().equals(handle.getName()))
                    .hasSize(2)
                    .extracting(ProcessHandle::getTargetPid)
                    .containsOnlyOnce((int) other.pid());
            List<ProcessHandle> theirs = handles(other.pid(), params -> params.setAlpcHandles(true));
            assertThat(theirs)
                    .filteredOn(handle -> Integer.valueOf(SELF).equals(handle.getTargetPid()))
                    .singleElement()
                    .satisfies(handle -> assertThat(handle.getTargetImage()).endsWith("/java"));
        }
    }

    @Test
    void findsBothEndsOfAPairInOneProcess() {
        try (PlantedHandles planted = new PlantedHandles()) {
            int[] pair = planted.socketPair();
            List<ProcessHandle> all = handles(SELF, params -> params.setAlpcHandles(true));
            assertThat(descriptor(all, pair[0]).getTargetPid()).isEqualTo(SELF);
            assertThat(descriptor(all, pair[1]).getTargetPid()).isEqualTo(SELF);
        }
    }

    @Test
    void listsThreads() {
        List<ProcessHandle> threads = handles(SELF, params -> params.setThreadHandles(true));
        assertThat(threads).allMatch(handle -> handle.getType().equals("THREAD") && handle.getTargetPid() == SELF);
        assertThat(threads).extracting(ProcessHandle::getValue).contains((long) SELF);
        assertThat(threads).extracting(ProcessHandle::getName).contains("GC Thread#0", "Signal Dispatch");
        assertThat(threads).extracting(ProcessHandle::getTargetImage).allMatch(image -> image.endsWith("/java"));
    }

    @Test
    void listsFileLocksOfEveryKind() throws IOException {
        Path file = Files.createFile(folder.resolve("locked"));
        Path flocked = Files.createFile(folder.resolve("flocked"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.lock(10, 5, false);
                Planted other =
                        Planted.start("sleep", "flock", "--no-fork", "-s", flocked.toString(), "sleep", "600")) {
            assertThat(lock.isValid()).isTrue();
            assertThat(handles(SELF, params -> params.setMutantHandles(true)))
                    .filteredOn(handle -> file.toString().equals(handle.getName()))
                    .singleElement()
                    .satisfies(handle -> {
                        assertThat(handle.getType()).isEqualTo("MUTANT");
                        assertThat(handle.getRights()).containsExactly("POSIX", "ADVISORY", "WRITE");
                        assertThat(handle.getValue()).isNotNull();
                    });
            assertThat(handles(other.pid(), params -> params.setMutantHandles(true)))
                    .singleElement()
                    .satisfies(handle -> {
                        assertThat(handle.getName()).isEqualTo(flocked.toString());
                        assertThat(handle.getRights()).containsExactly("FLOCK", "ADVISORY", "READ");
                    });
            try (Planted waiting = Planted.start("flock", "flock", "-x", flocked.toString(), "true")) {
                Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                                handles(waiting.pid(), params -> params.setMutantHandles(true)))
                        .singleElement()
                        .satisfies(handle -> assertThat(handle.getRights())
                                .containsExactly("FLOCK", "ADVISORY", "WRITE", "WAITING")));
            }
        }
    }

    @Test
    void findsSemaphoresAndSharedMappings() {
        String name = "/quarry-" + SELF;
        Function open = Function.getFunction("c", "sem_open");
        Pointer semaphore = open.invokePointer(new Object[] {name, 0100, 0600, 1});
        try (PlantedHandles planted = new PlantedHandles();
                Memory operation = new Memory(6)) {
            assertThat(semaphore).isNotNull();
            long set = planted.call(64, 0L, 1L, 01600L); // semget
            assertThat(set).isNotNegative();
            operation.write(0, new short[] {0, 1, 0}, 0, 3);
            assertThat(planted.call(65, set, operation, 1L)).isZero(); // semop
            try {
                List<ProcessHandle> all = handles(SELF, params -> {
                    params.setSemaphoreHandles(true);
                    params.setSectionHandles(true);
                });
                assertThat(all)
                        .filteredOn(handle -> ("/dev/shm/sem." + name.substring(1)).equals(handle.getName()))
                        .singleElement()
                        .satisfies(handle -> {
                            assertThat(handle.getType()).isEqualTo("SEMAPHORE");
                            assertThat(handle.getRights()).containsExactly("READ", "WRITE");
                        });
                assertThat(all)
                        .filteredOn(handle -> handle.getType().equals("SEMAPHORE")
                                && handle.getName().startsWith("semid " + set + " "))
                        .hasSize(1);
                assertThat(all).extracting(ProcessHandle::getType).contains("SECTION"); // the JVM's own: perf data
            } finally {
                planted.call(66, set, 0L, 0L, 0L); // IPC_RMID
            }
        } finally {
            Function.getFunction("c", "sem_close").invokeInt(new Object[] {semaphore});
            Function.getFunction("c", "sem_unlink").invokeInt(new Object[] {name});
        }
    }

    @Test
    void listsTheKeysOfTheUser() {
        try (PlantedHandles planted = new PlantedHandles();
                Memory value = new Memory(1)) {
            long key = planted.call(248, "user", "quarry planted key", value, 1L, -4L); // add_key to the user's keyring
            Assumptions.assumeTrue(key > 0, "no keyrings here: errno " + -key);
            try {
                assertThat(handles(SELF, params -> params.setKeyHandles(true)))
                        .filteredOn(handle -> handle.getValue() == key)
                        .singleElement()
                        .satisfies(handle -> {
                            assertThat(handle.getType()).isEqualTo("KEY");
                            assertThat(handle.getName()).startsWith("user quarry planted key");
                            assertThat(handle.getRights()).contains("VIEW");
                            assertThat(handle.getOwner()).isNotNull();
                        });
            } finally {
                planted.call(250, 9L, key, -4L); // KEYCTL_UNLINK
            }
        }
    }
}
