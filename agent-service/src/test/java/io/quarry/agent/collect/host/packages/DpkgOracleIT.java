package io.quarry.agent.collect.host.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.StoppedException;
import io.quarry.model.SignatureStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The programs of this host against {@code dpkg -S}, {@code dpkg-query -W} and {@code dpkg -V}. */
class DpkgOracleIT {
    private static final Path STATUS = Path.of("/var/lib/dpkg/status");

    private final Watched sink = new Watched();

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void namesTheSamePackagesAsDpkg() throws IOException, StoppedException {
        Assumptions.assumeTrue(Files.exists(STATUS), "no dpkg on this host");
        InstalledPackages packages = InstalledPackages.read(Path.of("/"), sink);
        PackageSignatures signatures = new PackageSignatures(packages, sink);
        List<Path> programs;
        try (Stream<Path> files = Files.list(Path.of("/usr/bin"))) {
            programs =
                    files.filter(file -> !Files.isSymbolicLink(file)).limit(400).toList();
        }
        Map<String, String> oracle = oracle(programs);
        List<String> wrong = new ArrayList<>();
        int owned = 0;
        for (Path program : programs) {
            String owner = oracle.get(program.toString());
            PackageSignatures.Judgement ours = signatures.of(program.toString(), program);
            String name = ours.signature().getPackage$();
            if (!Objects.equals(owner, name)) {
                wrong.add(program + ": " + owner + " or " + ours);
            }
            owned += owner == null ? 0 : 1;
        }
        assertThat(wrong).isEmpty();
        assertThat(owned).isGreaterThan(50);
        assertThat(sink.problems()).isEmpty();
    }

    @Test
    void agreesWithDpkgOnWhatIsUnchanged() throws IOException, StoppedException {
        Assumptions.assumeTrue(Files.exists(STATUS), "no dpkg on this host");
        String changed = output("dpkg", "-V", "coreutils");
        PackageSignatures signatures = new PackageSignatures(InstalledPackages.read(Path.of("/"), sink), sink);
        for (String name : List.of("ls", "cat", "sleep", "sort", "env", "tail")) {
            Path program = Path.of("/bin", name).toRealPath();
            SignatureStatus expected =
                    changed.contains("/" + name + "\n") ? SignatureStatus.PACKAGED_CHANGED : SignatureStatus.PACKAGED;
            assertThat(signatures.of(program.toString(), program).signature().getStatus())
                    .isEqualTo(expected);
        }
    }

    /** Owner by file, asked by both names, since dpkg knows a file by the one it was packaged under. */
    private static Map<String, String> oracle(List<Path> programs) throws IOException {
        Map<String, String> versions = new HashMap<>();
        for (String line :
                output("dpkg-query", "-W", "-f", "${Package}\t${Version}\n").split("\n", -1)) {
            String[] columns = line.split("\t", -1);
            versions.put(columns[0], columns[columns.length - 1]);
        }
        List<String> search = new ArrayList<>(List.of("dpkg", "-S"));
        programs.forEach(program ->
                search.addAll(List.of(program.toString(), program.toString().replaceFirst("^/usr", ""))));
        Map<String, String> owners = new HashMap<>();
        for (String line : output(search.toArray(String[]::new)).split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0 && !line.startsWith("diversion ")) {
                String name = line.substring(0, colon).split("[:,]", -1)[0];
                String path = line.substring(colon + 2);
                owners.put(path.startsWith("/bin/") ? "/usr" + path : path, name + " " + versions.get(name));
            }
        }
        return owners;
    }
}
