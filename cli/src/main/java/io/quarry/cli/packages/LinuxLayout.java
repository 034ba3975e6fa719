package io.quarry.cli.packages;

import io.quarry.cli.packages.PackagedFile.Kind;
import io.quarry.cli.packages.PackagedFile.Made;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a Linux package puts an agent's files, and the service that goes with them. */
final class LinuxLayout {
    static final String NAME = "quarry-agent";
    static final String SUMMARY = "Answers signed forensic hunts of a Quarry deployment";
    static final String LICENSE = "Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0";
    private static final String HOME = "usr/lib/quarry-agent";
    private static final String COMMAND = "#!/bin/sh\nexec /usr/lib/quarry-agent/bin/quarry-agent \"$@\"\n";

    private LinuxLayout() {}

    /**
     * An agent that runs from any folder.
     *
     * @param runtime made by jlink
     */
    static List<PackagedFile> portable(AgentFiles agent, Path runtime, Platform platform) throws IOException {
        List<PackagedFile> files =
                new ArrayList<>(agent.documentation(agent.bill().with(runtime)));
        files.add(AgentFiles.resource("agent.properties", "conf/agent.properties", Kind.FILE));
        files.add(AgentFiles.resource("quarry-agent.service", "conf/quarry-agent.service", Kind.FILE));
        files.addAll(installed(agent, runtime, platform));
        return files;
    }

    /** An agent in the system's own folders. */
    static List<PackagedFile> system(AgentFiles agent, Path runtime, Platform platform) throws IOException {
        List<PackagedFile> files = new ArrayList<>();
        agent.documentation(agent.bill().with(runtime))
                .forEach(file -> files.add(file.below("usr/share/doc/quarry-agent")));
        files.add(AgentFiles.resource("agent.properties", "etc/quarry-agent/agent.properties", Kind.CONFIGURATION));
        files.add(
                AgentFiles.resource("quarry-agent.service", "usr/lib/systemd/system/quarry-agent.service", Kind.FILE));
        files.add(AgentFiles.resource("sysusers.conf", "usr/lib/sysusers.d/quarry-agent.conf", Kind.FILE));
        files.add(new PackagedFile("usr/bin/quarry-agent", new Made(COMMAND), Kind.PROGRAM));
        installed(agent, runtime, platform).forEach(file -> files.add(file.below(HOME)));
        return files;
    }

    private static List<PackagedFile> installed(AgentFiles agent, Path runtime, Platform platform) throws IOException {
        List<PackagedFile> files = new ArrayList<>();
        files.add(AgentFiles.resource("quarry-agent", "bin/quarry-agent", Kind.PROGRAM));
        files.addAll(agent.program(platform.nativeLibrary()));
        files.addAll(AgentFiles.runtime(runtime));
        return files;
    }
}
