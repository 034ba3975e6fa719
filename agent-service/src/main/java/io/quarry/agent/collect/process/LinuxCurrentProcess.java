package io.quarry.agent.collect.process;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.natives.linux.Kernel;
import io.quarry.agent.natives.linux.ProcFiles;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code current-process} on Linux, from {@code /proc}. */
@Singleton
public final class LinuxCurrentProcess implements Collector<CurrentProcessParams, CurrentProcessFinding> {
    private static final Path PROC = Path.of("/proc");
    private static final Path ETC = Path.of("/etc");
    private static final int PID_DIGITS = 10;

    @Override
    public String job() {
        return "current-process";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.LINUX;
    }

    @Override
    public Verdict collect(CurrentProcessParams params, FindingSink<CurrentProcessFinding> sink)
            throws StoppedException {
        ForeignSwitches.problems(params).forEach(sink::problem);
        RelaySink relay = new RelaySink(sink);
        try {
            ProcessReader.Machine machine = machine(sink);
            CredentialReader credentials = new CredentialReader(params.getUserInfo(), ETC, Clock.systemUTC(), relay);
            try (ReaderStation station = new ReaderStation(params, PROC, machine, credentials, sink)) {
                if (params.getPid() != null) {
                    one(station.reader(), params.getPid(), sink);
                } else if (RowParts.light(params) && Runtime.getRuntime().availableProcessors() > 1) {
                    try (RowCompanion companion = new RowCompanion(
                            pids(), relay, () -> new ReaderStation(params, PROC, machine, credentials, relay))) {
                        companion.readAll(station.reader(), sink);
                    }
                } else {
                    for (int pid : pids()) {
                        one(station.reader(), pid, sink);
                        sink.checkpoint();
                    }
                }
                relay.handOn(sink);
                hidden(station.files(), sink);
            }
            return new Verdict.Done();
        } catch (IOException e) {
            throw new UncheckedIOException("no process file system at " + PROC, e);
        } catch (LinkageError e) {
            return new Verdict.Unsupported("the C library cannot be called: " + e.getMessage());
        }
    }

    private static ProcessReader.Machine machine(FindingSink<?> sink) {
        Kernel kernel = new Kernel();
        long ticks = kernel.ticksPerSecond();
        return new ProcessReader.Machine(
                kernel, ticks, kernel.pageBytes(), new StartTimes(kernel.bootNanos(), ticks), terminals(sink));
    }

    private static Terminals terminals(FindingSink<?> sink) {
        Path drivers = PROC.resolve("tty/drivers");
        try {
            return Terminals.parse(Files.readAllBytes(drivers));
        } catch (IOException e) {
            sink.problem(new Problem(drivers.toString(), ProblemReason.NOT_AVAILABLE, e.toString()));
            return Terminals.parse(new byte[0]);
        }
    }

    private static int[] pids() throws IOException {
        IntStream.Builder pids = IntStream.builder();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC)) {
            for (Path folder : folders) {
                int pid = pid(folder.getFileName().toString());
                if (pid > 0) {
                    pids.add(pid);
                }
            }
        }
        return pids.build().toArray();
    }

    private static void one(ProcessReader reader, int pid, FindingSink<CurrentProcessFinding> sink)
            throws StoppedException {
        Optional<ProcessReader.Row> row = reader.read(pid);
        if (row.isPresent()) {
            row.get().handTo(sink);
        }
    }

    /** Says so where processes may be missing because they are hidden from this user. */
    private static void hidden(ProcFiles files, FindingSink<?> sink) throws IOException {
        Optional<String> option =
                HiddenProcesses.option(Files.readAllBytes(PROC.resolve("self/mountinfo")), PROC.toString());
        if (option.isPresent() && (files.enter(1) != 0 || files.read("stat") < 0)) {
            String detail = "mounted with " + option.get() + ": processes of other users are hidden from uid "
                    + Integer.toUnsignedString(new Kernel().effectiveUser())
                    + HiddenProcesses.threads(Files.readAllBytes(PROC.resolve("loadavg")));
            sink.problem(new Problem(PROC.toString(), ProblemReason.DENIED, detail));
        }
    }

    /** @return 0 when the name is not a process number */
    private static int pid(String name) {
        int pid = 0;
        for (int i = 0; i < name.length(); i++) {
            char digit = name.charAt(i);
            if (digit < '0' || digit > '9' || i == PID_DIGITS - 1) {
                return 0;
            }
            pid = pid * 10 + digit - '0';
        }
        return pid;
    }
}
