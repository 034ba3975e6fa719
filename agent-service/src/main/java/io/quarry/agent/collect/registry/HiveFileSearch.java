package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One search over many hive files. */
final class HiveFileSearch {
    private final List<Selection> asked;
    private final List<PersistenceCatalogue> catalogue;
    private final FindingSink<RegistryKeyFinding> sink;
    private final Set<Path> searched = new HashSet<>();
    private boolean read;

    HiveFileSearch(List<Selection> asked, List<PersistenceCatalogue> catalogue, FindingSink<RegistryKeyFinding> sink) {
        this.asked = asked;
        this.catalogue = catalogue;
        this.sink = sink;
    }

    /** @param patterns paths and globs; a file that several name is searched once */
    Verdict search(List<String> patterns) throws StoppedException {
        HiveFiles files = new HiveFiles(sink);
        for (String pattern : patterns) {
            files.find(pattern, (file, named) -> {
                if (searched.add(file.normalize())) {
                    search(file, named, files);
                }
            });
        }
        return read || !files.denied() ? new Verdict.Done() : new Verdict.Denied("read access to the hive files");
    }

    private void search(Path file, boolean named, HiveFiles files) throws StoppedException {
        HiveProblems problems = new HiveProblems(file.toString(), sink);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            read = true;
            HiveSource source = HiveSource.of(channel);
            HiveHeader header = HiveHeader.parse(source.part(0, HiveHeader.BYTES));
            if (header.isLog()) {
                if (named) {
                    problems.add(ProblemReason.SKIPPED, "the log of a hive: it is read with its hive");
                }
                return;
            }
            if (header.dirty()) {
                try (HiveLogs logs = HiveLogs.beside(file)) {
                    search(file, source, logs.logs(), problems);
                }
            } else {
                search(file, source, List.of(), problems);
            }
        } catch (HiveException e) {
            problems.damage(e);
        } catch (IOException e) {
            files.unreadable(file, e);
        } finally {
            problems.end();
        }
    }

    private void search(Path file, HiveSource source, List<LogReplay.Log> logs, HiveProblems problems)
            throws IOException, HiveException, StoppedException {
        Hive hive = Hive.open(source, logs, problems, sink);
        new OfflineHive(hive, file.toString(), sink).search(asked, catalogue);
    }
}
