package io.quarry.agent.collect.process;

import static io.quarry.agent.collect.process.HandleRows.SELF;
import static io.quarry.agent.collect.process.HandleRows.descriptor;
import static io.quarry.agent.collect.process.HandleRows.handles;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What handles lead to: peers, locks, semaphores, shared memory, keys. */
@EnabledOnOs(OS.LINUX)
class HandleTargetsIT {
    @TempDir
    private Path folder = Path.of("");

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
