package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.natives.linux.ProcFiles;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.ProcessHandle;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** As many descriptors as a process may have here, and more than are listed in a planted /proc. */
@EnabledOnOs(OS.LINUX)
class ManyHandlesIT {
    private static final int MOST = 100_000;
    private static final int SPARE = 3_000;

    private static int limit() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(text -> text.startsWith("Max open files"))
                .findFirst()
                .orElseThrow();
        String soft = line.substring("Max open files".length()).strip().split("\\s+", -1)[0];
        return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft);
    }

    @Test
    void listsAllDescriptorsOfAProcess() throws IOException {
        int wanted = Math.min(MOST - SPARE, limit() - SPARE); // the most that the system lets this process have
        try (PlantedHandles planted = new PlantedHandles()) {
            int first = planted.eventfd();
            List<Integer> copies = new ArrayList<>();
            for (int i = 0; i < wanted; i++) {
                copies.add(planted.open("dup", 32, (long) first));
            }
            long self = java.lang.ProcessHandle.current().pid();
            CurrentProcessFinding row = Gathered.process(self, params -> params.setEventHandles(true));
            assertThat(row.getHandles().stream().map(ProcessHandle::getValue).collect(Collectors.toSet()))
                    .containsAll(copies.stream().map(Integer::longValue).toList());
            assertThat(row.getHandles())
                    .allSatisfy(handle -> assertThat(handle.getRights()).startsWith("READ", "WRITE"));
            assertThat(row.getProblems())
                    .extracting(Problem::getItem)
                    .containsExactly("handles.access_mask"); // beyond the first thousand only READ and WRITE
        }
    }

    @Test
    void stopsAtTheBoundAndSaysSo(@TempDir Path proc) throws Exception {
        int most = 2_000; // instead of 100,000: the bound is the list's, and so many links take 10 s
        Path descriptors = Files.createDirectories(proc.resolve("7/fd"));
        Path files = Files.createDirectory(proc.resolve("files"));
        Files.createDirectories(proc.resolve("7/fdinfo"));
        for (int i = 0; i <= most; i++) {
            Files.createSymbolicLink(descriptors.resolve(Integer.toString(i)), files);
        }
        Gathered sink = Gathered.empty();
        try (ProcFiles entered = new ProcFiles(proc);
                TargetImages images = new TargetImages(proc);
                UnixHandles sockets = new UnixHandles(proc, images, sink);
                DescriptorReader reader =
                        new DescriptorReader(EnumSet.of(HandleKind.DIRECTORY), LockTable.none(), sockets, images)) {
            assertThat(entered.enter(7)).isZero();
            ProcessView process = new ProcessView(7, entered, anyStat());
            HandleList list = new HandleList(process, sink, most);
            assertThat(reader.read(process, list)).isTrue();
            assertThat(list.handles()).hasSize(most);
            assertThat(process.problems().forTask()).singleElement().satisfies(problem -> {
                assertThat(problem.getReason()).isEqualTo(ProblemReason.LIMIT);
                assertThat(problem.getDetail()).isEqualTo("handles: more than 2000");
            });
        }
    }

    @Test
    void leavesNoDescriptorOpen() {
        Gathered.with(params -> params.setAllHandles(true));
        int before = open();
        for (int i = 0; i < 5; i++) {
            Gathered.with(params -> {
                params.setAllHandles(true);
                params.setTcpIpv4(true);
                params.setModules(true);
            });
        }
        assertThat(open()).isLessThanOrEqualTo(before + 2); // the virtual machine opens some itself
    }

    private static int open() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private static ProcStat anyStat() throws MalformedTextException, IOException {
        byte[] bytes = Files.readAllBytes(Path.of("/proc/self/stat"));
        return ProcStat.parse(bytes, bytes.length);
    }
}
