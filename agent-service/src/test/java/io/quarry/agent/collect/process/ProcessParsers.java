package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.ProcCgroup;
import java.util.Arrays;
import java.util.OptionalInt;

/** All parsers of what the kernel shows of a process, in a form that fuzz targets can call. */
public final class ProcessParsers {
    private static final int CHUNK = 97;

    private ProcessParsers() {}

    private interface Parsing {
        Object parse() throws MalformedTextException;
    }

    /** The files of one process: a user chooses its name, its arguments and the names of what it has mapped. */
    public static void ofProcess(byte[] data) {
        quietly(() -> Scheduling.priority(ProcStat.parse(data, data.length), OptionalInt.of(data.length)));
        quietly(() -> ProcStatus.parse(data, data.length));
        quietly(() -> ProcStatus.parseIds(data, data.length));
        quietly(() -> ProcIo.parse(data, data.length));
        quietly(() -> ProcCgroup.parse(data, data.length));
        quietly(() -> ProcLink.namespace(data, data.length));
        quietly(() -> {
            ProcMaps maps = new ProcMaps();
            for (int i = 0; i < data.length; i += CHUNK) {
                byte[] part = Arrays.copyOfRange(data, i, Math.min(data.length, i + CHUNK));
                maps.accept(part, part.length, mapping -> mapping.path() != null);
            }
            return maps;
        });
        ElfArchitecture.of(data, data.length);
        Terminals.parse(data).name(data.length);
        HiddenProcesses.option(data, "/proc");
    }

    /** The files that tell of handles: a user chooses the names of files, keys and anonymous memory. */
    public static void ofHandles(byte[] data) {
        quietly(() -> FdInfo.parse(data, data.length));
        new LockTable().parse(data, data.length);
        new KeyTable().parse(data, data.length);
        SemaphoreTable.parse(data).forEach(SemaphoreTable.SemaphoreSet::name);
        LinkCache.Target target = new LinkCache().of(data, data.length);
        if (target.kind() == HandleKind.SOCKET && SocketLink.inode(data, data.length) < 0) {
            throw new AssertionError(target.name());
        }
    }

    private static void quietly(Parsing parsing) {
        try {
            if (parsing.parse() == null) {
                throw new AssertionError("a parser returns something or throws");
            }
        } catch (MalformedTextException e) {
            return; // the one they may throw
        }
    }
}
