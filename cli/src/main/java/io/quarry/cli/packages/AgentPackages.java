package io.quarry.cli.packages;

import io.quarry.cli.packages.PackagedFile.Kind;
import io.quarry.cli.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes all of an agent's packages.
 *
 * @param agentJar the agent with all its libraries
 * @param license Quarry's own
 * @param bill what the jar is made of, CycloneDX
 * @param jdk whose jlink makes the Java runtime
 * @param out folder for the packages, made when missing
 */
public record AgentPackages(Path agentJar, Path license, Path bill, Path jdk, Path out) {
    /** A time that does not differ from build to build. */
    private static final Instant TIME = Instant.parse("2026-11-24T00:00:00Z");

    /** @return the files made
     * @throws StackException when they can't be made, with the reason */
    public List<Path> make() throws InterruptedException {
        Platform platform = Platform.current();
        try {
            Files.createDirectories(out);
            Path work = Files.createTempDirectory(out, ".work");
            try {
                return make(platform, work);
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new StackException("The packages can't be made in " + out + ": " + e.getMessage(), e);
        }
    }

    private List<Path> make(Platform platform, Path work) throws IOException, InterruptedException {
        AgentFiles agent = new AgentFiles(agentJar, license, Sbom.read(bill));
        Path runtime = work.resolve("runtime");
        new JavaRuntime(jdk).make(runtime);
        String version = version(runtime);
        String name = LinuxLayout.NAME + "-" + version;
        Path tar = out.resolve(name + "-linux-" + platform.rpm() + ".tar.gz");
        Path deb = out.resolve(LinuxLayout.NAME + "_" + version + "_" + platform.debian() + ".deb");
        Path rpm = out.resolve(name + "-1." + platform.rpm() + ".rpm");
        Path zip = out.resolve(name + "-windows.zip");
        Archives.tarGz(tar, below(name, LinuxLayout.portable(agent, runtime, platform)), TIME);
        List<PackagedFile> system = LinuxLayout.system(agent, runtime, platform);
        Deb.write(deb, system, version, platform, TIME);
        Files.deleteIfExists(rpm);
        Rpm.write(rpm, system, version, platform, TIME);
        Archives.zip(zip, below(name, windows(agent)), TIME);
        return List.of(tar, deb, rpm, zip);
    }

    /** Asked of the program itself, on the runtime that it is going to have. */
    private String version(Path runtime) throws InterruptedException {
        String said = JavaRuntime.run(
                List.of(runtime.resolve("bin").resolve("java").toString(), "-jar", agentJar.toString(), "--version"));
        return said.strip().replaceFirst("^.* ", "");
    }

    private static List<PackagedFile> windows(AgentFiles agent) throws IOException {
        List<PackagedFile> files = new ArrayList<>(agent.documentation(agent.bill()));
        files.add(AgentFiles.resource("agent.properties", "conf/agent.properties", Kind.FILE));
        files.add(AgentFiles.resource("quarry-agent.cmd", "bin/quarry-agent.cmd", Kind.FILE));
        files.add(AgentFiles.resource("register.ps1", "bin/register.ps1", Kind.FILE));
        files.addAll(agent.program(Platform.WINDOWS_LIBRARY));
        return files;
    }

    private static List<PackagedFile> below(String folder, List<PackagedFile> files) {
        return files.stream().map(file -> file.below(folder)).toList();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
