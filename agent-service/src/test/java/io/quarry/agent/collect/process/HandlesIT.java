package io.quarry.agent.collect.process;

import static io.quarry.agent.collect.process.HandleRows.SELF;
import static io.quarry.agent.collect.process.HandleRows.descriptor;
import static io.quarry.agent.collect.process.HandleRows.expect;
import static io.quarry.agent.collect.process.HandleRows.handles;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.ProcessHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors of every kind. */
@EnabledOnOs(OS.LINUX)
class HandlesIT {
    @TempDir
    private Path folder = Path.of("");

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
    void listsThreads() {
        List<ProcessHandle> threads = handles(SELF, params -> params.setThreadHandles(true));
        assertThat(threads).allMatch(handle -> handle.getType().equals("THREAD") && handle.getTargetPid() == SELF);
        assertThat(threads).extracting(ProcessHandle::getValue).contains((long) SELF);
        assertThat(threads).extracting(ProcessHandle::getName).contains("GC Thread#0", "Signal Dispatch");
        assertThat(threads).extracting(ProcessHandle::getTargetImage).allMatch(image -> image.endsWith("/java"));
    }
}
