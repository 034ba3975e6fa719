package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.jobs.DirectoryEntryParams;
import io.quarry.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/** All that one walk gave, with hooks for what happens while it goes on. */
class Walked implements FindingSink<DirectoryEntryFinding> {
    private final List<DirectoryEntryFinding> rows = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private Verdict verdict = new Verdict.Done();

    static DirectoryEntryParams params(String path, Consumer<DirectoryEntryParams> more) {
        DirectoryEntryParams params = new DirectoryEntryParams();
        params.setPath(path);
        params.setDirectoryDepth(1);
        more.accept(params);
        return params;
    }

    static Walked below(Path path) {
        return new Walked().walk(path.toString(), params -> params.setDirectoryDepth(-1));
    }

    static Walked of(String path, Consumer<DirectoryEntryParams> more) {
        return new Walked().walk(path, more);
    }

    Walked walk(String path, Consumer<DirectoryEntryParams> more) {
        try {
            verdict = new LinuxDirectoryEntry().collect(params(path, more), this);
        } catch (StoppedException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    Verdict verdict() {
        return verdict;
    }

    List<DirectoryEntryFinding> rows() {
        return rows;
    }

    List<Problem> problems() {
        return problems;
    }

    List<String> paths() {
        return rows.stream().map(DirectoryEntryFinding::getPath).toList();
    }

    List<String> names() {
        return rows.stream().map(DirectoryEntryFinding::getName).toList();
    }

    DirectoryEntryFinding row(String name) {
        return rows.stream()
                .filter(row -> row.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(name + " is not in " + names()));
    }

    @Override
    public void row(DirectoryEntryFinding finding) throws StoppedException {
        rows.add(finding);
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void checkpoint() throws StoppedException {}
}
