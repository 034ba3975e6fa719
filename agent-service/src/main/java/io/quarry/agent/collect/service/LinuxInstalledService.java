package io.quarry.agent.collect.service;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.AccountNames;
import io.quarry.agent.collect.host.Accounts;
import io.quarry.agent.collect.host.FileProblems;
import io.quarry.agent.collect.host.GroupNames;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.collect.host.units.UnitOwner;
import io.quarry.agent.collect.host.units.UnitScan;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.jobs.InstalledServiceParams;
import io.quarry.model.Platform;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;

/** {@code installed-service} on Linux: unit files and what systemd makes of them where it runs, and init scripts. */
@Singleton
public final class LinuxInstalledService implements Collector<InstalledServiceParams, InstalledServiceFinding> {
    private static final int MOST_UNITS = 50_000;
    private static final int MOST_BYTES = 8 << 20;

    private final Path root;
    private final int mostUnits;

    @Inject
    public LinuxInstalledService() {
        this(Path.of("/"), MOST_UNITS);
    }

    /**
     * @param root the host's root folder
     * @param mostUnits names that one manager's folders may hold
     */
    LinuxInstalledService(Path root, int mostUnits) {
        this.root = root;
        this.mostUnits = mostUnits;
    }

    @Override
    public String job() {
        return "installed-service";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.LINUX;
    }

    @Override
    public Verdict collect(InstalledServiceParams params, FindingSink<InstalledServiceFinding> sink)
            throws StoppedException {
        RootedFiles files = new RootedFiles(root);
        byte[] passwd = read(files, "/etc/passwd", sink);
        Accounts accounts = Accounts.parse(passwd);
        AccessReader access = new AccessReader(files, accounts, GroupNames.parse(read(files, "/etc/group", sink)));
        ImageColumns images = new ImageColumns(files, params.getSignatureCheck(), sink);
        ServiceHost host = new ServiceHost(params, files, accounts, images, access, sink);
        try {
            ServiceCollection collection = new ServiceCollection(host, sink, new UnitScan(files, sink, mostUnits));
            collection.system();
            collection.users(UnitOwner.of(AccountNames.parse(passwd)));
            return collection.found()
                    ? new Verdict.Done()
                    : new Verdict.Unsupported("this host has neither unit files nor init scripts");
        } catch (LinkageError e) {
            return new Verdict.Unsupported("the C library cannot be called: " + e.getMessage());
        }
    }

    private static byte[] read(RootedFiles files, String path, FindingSink<?> sink) {
        try {
            return files.read(path, MOST_BYTES);
        } catch (IOException e) {
            sink.problem(FileProblems.of(path, e));
            return new byte[0];
        }
    }
}
