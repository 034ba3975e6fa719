package io.quarry.cli.packages;

import io.quarry.cli.packages.PackagedFile.Copied;
import io.quarry.cli.packages.PackagedFile.Kind;
import io.quarry.cli.packages.PackagedFile.Made;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * What an agent consists of, wherever it is installed: {@code bin}, {@code lib} and, where it brings one, {@code
 * runtime}.
 *
 * @param jar the agent with all its libraries
 * @param license Quarry's own
 * @param bill what the jar is made of
 */
record AgentFiles(Path jar, Path license, Sbom bill) {
    /** The program, its options and the native library, which is not unpacked at run time: folders may be read-only. */
    List<PackagedFile> program(String nativeLibrary) throws IOException {
        List<PackagedFile> files = new ArrayList<>();
        files.add(resource("jvm.options", "lib/jvm.options", Kind.FILE));
        files.add(new PackagedFile("lib/quarry-agent.jar", new Copied(jar), Kind.FILE));
        String name = nativeLibrary.substring(nativeLibrary.lastIndexOf('/') + 1);
        files.add(new PackagedFile("lib/native/" + name, fromJar(nativeLibrary), Kind.FILE));
        return files;
    }

    /** @param all of the package: the jar, and the runtime where there is one */
    List<PackagedFile> documentation(Sbom all) {
        return List.of(
                resource("README.md", "README.md", Kind.FILE),
                new PackagedFile("LICENSE", new Copied(license), Kind.FILE),
                new PackagedFile("THIRD-PARTY.txt", new Made(all.licences()), Kind.FILE),
                new PackagedFile("sbom.cdx.json", new Made(all.json()), Kind.FILE));
    }

    /** A runtime as jlink left it. */
    static List<PackagedFile> runtime(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> new PackagedFile(
                            "runtime/" + folder.relativize(file).toString().replace('\\', '/'),
                            new Copied(file),
                            Files.isExecutable(file) ? Kind.PROGRAM : Kind.FILE))
                    .toList();
        }
    }

    static PackagedFile resource(String name, String path, Kind kind) {
        return new PackagedFile(path, new Made(text(name)), kind);
    }

    /** A file that lies beside this class. */
    static String text(String resource) {
        try (InputStream in = AgentFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(resource + " can't be read from the jar", e);
        }
    }

    private Made fromJar(String entry) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            var found = zip.getEntry(entry);
            if (found == null) {
                throw new IOException(jar + " holds no " + entry + ": there is no agent for this platform");
            }
            try (InputStream in = zip.getInputStream(found)) {
                return new Made(in.readAllBytes());
            }
        }
    }
}
