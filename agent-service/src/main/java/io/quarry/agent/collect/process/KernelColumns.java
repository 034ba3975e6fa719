package io.quarry.agent.collect.process;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.ProcCgroup;
import io.quarry.agent.natives.linux.ProcFiles;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.model.ProblemReason;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Columns that come from one small file each: arguments, namespaces, I/O, control group. */
final class KernelColumns {
    /** More than Linux takes by default (a quarter of an 8 MiB stack, at most 6 MB), less than a record may have. */
    private static final int MOST_ARGUMENT_BYTES = 6 << 20;

    private static final List<String> NAMESPACES = List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts");

    private KernelColumns() {}

    static void arguments(ProcessView process, CurrentProcessFinding row) throws StoppedException {
        int length = process.read("cmdline");
        if (length < 0) {
            return;
        }
        if (length == 0 && process.ended()) {
            process.problems().vanished("cmdline");
            return;
        }
        byte[] bytes = process.bytes();
        if (length == ProcFiles.CAPACITY) {
            bytes = longArguments(process);
            length = bytes.length;
        }
        List<String> arguments = KernelText.split(bytes, length);
        row.setArguments(arguments);
        row.setCommandLine(String.join(" ", arguments));
    }

    private static byte[] longArguments(ProcessView process) throws StoppedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(2 * ProcFiles.CAPACITY);
        int result = process.files().<StoppedException>read("cmdline", (bytes, length) -> {
            all.write(bytes, 0, Math.min(length, MOST_ARGUMENT_BYTES - all.size()));
            return all.size() < MOST_ARGUMENT_BYTES;
        });
        process.checked("cmdline", result);
        if (all.size() == MOST_ARGUMENT_BYTES) {
            process.problems().add(ProblemReason.LIMIT, "cmdline: cut at " + MOST_ARGUMENT_BYTES + " bytes");
        }
        return all.toByteArray();
    }

    static void folders(ProcessView process, CurrentProcessFinding row) {
        if (!process.stat().kernelThread()) {
            row.setCurrentDirectory(process.link("cwd"));
            row.setRoot(process.link("root"));
        }
    }

    static void namespaces(ProcessView process, CurrentProcessFinding row) {
        Map<String, Long> namespaces = namespacesOf(process);
        row.setNamespaces(namespaces.isEmpty() ? null : namespaces);
    }

    private static Map<String, Long> namespacesOf(ProcessView process) {
        Map<String, Long> namespaces = new LinkedHashMap<>();
        for (String kind : NAMESPACES) {
            int length = process.readLink("ns/" + kind);
            if (length >= 0) {
                try {
                    namespaces.put(kind, ProcLink.namespace(process.bytes(), length));
                } catch (MalformedTextException e) {
                    process.problems().malformed("ns/" + kind, e);
                }
            }
        }
        return namespaces;
    }

    static void io(ProcessView process, CurrentProcessFinding row) {
        int length = process.read("io");
        if (length < 0) {
            return;
        }
        try {
            ProcIo io = ProcIo.parse(process.bytes(), length);
            row.setReadBytes(io.readBytes());
            row.setWrittenBytes(io.writtenBytes());
        } catch (MalformedTextException e) {
            process.problems().malformed("io", e);
        }
    }

    static void cgroup(ProcessView process, CurrentProcessFinding row) {
        int length = process.read("cgroup");
        if (length < 0) {
            return;
        }
        try {
            ProcCgroup cgroup = ProcCgroup.parse(process.bytes(), length);
            row.setCgroup(cgroup.path());
            row.setContainerId(cgroup.containerId());
        } catch (MalformedTextException e) {
            process.problems().malformed("cgroup", e);
        }
    }
}
