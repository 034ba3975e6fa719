package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.FileStatus;
import io.quarry.agent.natives.linux.FolderCalls;
import io.quarry.agent.natives.linux.FolderEntries;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;

/** Goes from the root folder to all that the path asks for, and hands over a row for each entry. */
final class DirectoryWalk implements AutoCloseable {
    private static final byte[] LISTED = new byte[0];
    private static final byte[] ROOT = {'/'};

    private final FolderCalls calls;
    private final PathPattern pattern;
    private final Crossing crossing;
    private final EntryFilter filter;
    private final EntryWriter writer;
    private final FindingSink<DirectoryEntryFinding> sink;
    private final FrameStack frames;
    private final FileStatus opened = new FileStatus();

    DirectoryWalk(
            FolderCalls calls,
            PathPattern pattern,
            Crossing crossing,
            EntryFilter filter,
            EntryWriter writer,
            FindingSink<DirectoryEntryFinding> sink) {
        this.calls = calls;
        this.pattern = pattern;
        this.crossing = crossing;
        this.filter = filter;
        this.writer = writer;
        this.sink = sink;
        this.frames = new FrameStack(calls, sink);
    }

    void run() throws StoppedException {
        root();
        while (!frames.isEmpty()) {
            Frame top = frames.top();
            sink.checkpoint();
            if (top.entries().next()) {
                visit(top);
            } else if (top.reach().passing() || !more(top)) {
                String lost = frames.pop();
                if (lost != null) {
                    sink.problem(new Problem(
                            lost,
                            ProblemReason.CHANGED_WHILE_READ,
                            "moved or replaced while it was walked: the rest of it is not listed"));
                }
            }
        }
    }

    private void root() throws StoppedException {
        int folder = calls.openRoot();
        int result = folder < 0 ? folder : calls.statusOf(folder);
        if (result < 0) {
            calls.close(Math.max(folder, Frame.CLOSED));
            sink.problem(new Problem("/", EntryProblems.reason(-result), Errno.name(-result)));
            return;
        }
        Frame.Reach reach = crossing.start();
        Frame frame = new Frame(LISTED, reach, crossing.root(calls.status()));
        frames.push(frame, folder, "", onlyName(reach));
        if (reach.depth() == 0 && filter.acceptsName("/") && filter.accepts(calls.status())) {
            try (FolderEntries itself = new FolderEntries()) {
                itself.plant(ROOT);
                itself.next();
                EntryRows.Subject subject = new EntryRows.Subject(null, "/", false, 0);
                writer.write(frame, itself, subject, new EntryProblems("/"));
            }
        }
    }

    private byte[] onlyName(Frame.Reach reach) {
        if (!reach.passing()) {
            return LISTED;
        }
        return reach.prefix() < pattern.prefix().size()
                ? pattern.prefix().get(reach.prefix())
                : pattern.onlyName(reach.states());
    }

    private boolean more(Frame folder) {
        int length = folder.entries().fill(folder.descriptor());
        if (length < 0) {
            sink.problem(new Problem(frames.path(), EntryProblems.reason(-length), "getdents: " + Errno.name(-length)));
        }
        return length > 0;
    }

    private void visit(Frame folder) throws StoppedException {
        FolderEntries entries = folder.entries();
        byte[] bytes = entries.name();
        PercentText name = PercentText.of(bytes, bytes.length);
        Crossing.Candidate child = crossing.candidate(folder.reach(), bytes, name.escaped());
        boolean matched = pattern.isMatch(child.step().all());
        boolean asked = (matched || child.depth() >= 0) && filter.acceptsName(name.text());
        boolean mayLead = (entries.type() == FolderEntries.DIRECTORY || entries.type() == FolderEntries.UNKNOWN)
                && crossing.leads(child);
        if (!asked && !mayLead) {
            return;
        }
        EntryRows.Subject subject =
                new EntryRows.Subject(frames.path(), name.text(), child.escaped(), matched ? 0 : child.depth());
        EntryProblems problems = new EntryProblems(subject.path());
        int result = calls.status(folder.descriptor(), entries);
        if (result < 0) {
            unseen(folder, subject, asked, -result, problems);
            return;
        }
        boolean listed = asked && filter.accepts(calls.status());
        goOn(folder, bytes, name.text(), child, problems);
        if (listed) {
            writer.write(folder, entries, subject, problems);
        } else {
            problems.forTask().forEach(sink::problem);
        }
    }

    /** An entry whose status cannot be read: what its folder says of it is all there is. */
    private void unseen(Frame folder, EntryRows.Subject subject, boolean asked, int errno, EntryProblems problems)
            throws StoppedException {
        if (folder.reach().passing() && errno == Errno.ENOENT) {
            return; // what the path names is not there
        }
        boolean again = Errno.denied(errno) && !folder.sayDenied();
        problems.failed("statx", errno);
        if (asked && !folder.reach().passing() && filter.asksForNameOnly()) {
            writer.writeUnseen(folder.entries(), subject, problems, again);
        } else if (!again) {
            problems.forTask().forEach(sink::problem);
        }
    }

    private void goOn(Frame folder, byte[] bytes, String text, Crossing.Candidate child, EntryProblems problems) {
        FileStatus status = calls.status();
        if (status.type() == FileStatus.LINK && folder.reach().passing() && crossing.goesBeyond(child)) {
            problems.add(ProblemReason.SKIPPED, "the path leads through this link, and links are not followed");
        }
        if (status.type() != FileStatus.DIRECTORY || !crossing.leads(child)) {
            return;
        }
        Crossing.Decision decision = crossing.decide(folder.place(), status, child);
        if (decision.refused() != null) {
            refused(decision.refused(), problems);
        }
        Frame.Reach reach = decision.reach();
        if (reach == null) {
            return;
        }
        if (decision.place().bound() && !reach.passing() && frames.contains(decision.place())) {
            problems.note("path", ProblemReason.SKIPPED, "a loop: a mount makes this folder lie in itself");
            return;
        }
        enter(folder, new Frame(bytes, reach, decision.place()), text, problems);
    }

    private void refused(MountTable.Mount mount, EntryProblems problems) {
        String detail = "another file system (" + mount.type() + ") is mounted here: not entered";
        if (mount.kind() == MountTable.Kind.NETWORK && crossing.isCrossing()) {
            problems.add(ProblemReason.SKIPPED, detail);
        } else {
            problems.note("path", ProblemReason.SKIPPED, detail);
        }
    }

    private void enter(Frame outer, Frame inner, String text, EntryProblems problems) {
        boolean list = !inner.reach().passing();
        int folder = calls.openFolder(outer.descriptor(), outer.entries(), list);
        if (folder < 0) {
            problems.failed(list ? "open to list" : "open to look into", -folder);
        } else if (calls.statusOf(folder, opened) != 0 || !inner.place().is(opened)) {
            calls.close(folder);
            problems.add(ProblemReason.CHANGED_WHILE_READ, "replaced before it was entered");
        } else {
            frames.push(inner, folder, text, onlyName(inner.reach()));
        }
    }

    @Override
    public void close() {
        frames.close();
        opened.close();
    }
}
