package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.Accounts;
import io.quarry.agent.collect.host.GroupNames;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tables of a host that rows are explained by; a problem for each that cannot be read. */
final class HostTables {
    private final Path etc;
    private final Path mountinfo;
    private final FindingSink<?> sink;
    private boolean noMounts;

    /**
     * @param etc folder of passwd and group
     * @param mountinfo see proc_pid_mountinfo(5)
     */
    HostTables(Path etc, Path mountinfo, FindingSink<?> sink) {
        this.etc = etc;
        this.mountinfo = mountinfo;
        this.sink = sink;
    }

    Owners owners() {
        byte[] group = contents(etc.resolve("group"));
        return new Owners(Accounts.parse(contents(etc.resolve("passwd"))), GroupNames.parse(group));
    }

    /** What is mounted now; nothing when that cannot be read. */
    MountTable mounts() {
        byte[] bytes = noMounts ? new byte[0] : contents(mountinfo);
        noMounts = bytes.length == 0;
        return MountTable.parse(bytes, bytes.length);
    }

    private byte[] contents(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            boolean denied = e instanceof AccessDeniedException;
            sink.problem(new Problem(
                    file.toString(), denied ? ProblemReason.DENIED : ProblemReason.NOT_AVAILABLE, e.toString()));
            return new byte[0];
        }
    }
}
