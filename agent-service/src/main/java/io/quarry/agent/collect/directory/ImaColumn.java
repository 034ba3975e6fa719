package io.quarry.agent.collect.directory;

import io.quarry.agent.natives.linux.FolderCalls;
import io.quarry.agent.natives.linux.FolderEntries;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.jobs.ImaAttribute;
import io.quarry.model.ProblemReason;
import java.util.Arrays;
import java.util.Optional;

/** Fills in what the kernel's integrity measurement keeps beside a file: only asked for where its attribute's name was found. */
final class ImaColumn {
    private static final String NAME = "security.ima";

    private final FolderCalls calls;

    ImaColumn(FolderCalls calls) {
        this.calls = calls;
    }

    void fill(int folder, FolderEntries entry, DirectoryEntryFinding row, EntryProblems problems) {
        if (!row.getXattrs().contains(NAME)) {
            return;
        }
        int length = calls.attribute(folder, entry, NAME);
        if (length < 0) {
            problems.failed("getxattr " + NAME, -length);
            return;
        }
        Optional<ImaAttribute> value = ImaValue.parse(Arrays.copyOf(calls.bytes(), length));
        value.ifPresent(row::setIma);
        if (value.isEmpty()) {
            problems.note("ima", ProblemReason.MALFORMED, length + " bytes that are no value of " + NAME);
        }
    }
}
