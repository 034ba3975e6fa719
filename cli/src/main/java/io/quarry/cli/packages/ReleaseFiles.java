package io.quarry.cli.packages;

import io.quarry.cli.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What is published beside the packages: bills of materials of all services, what has changed, and the digests of it all.
 *
 * @param home root of a built tree
 * @param out folder of the packages
 */
public record ReleaseFiles(Path home, Path out) {
    private static final List<String> SERVICES = List.of("agent-service", "scheduler-service", "results-service");
    /** A section of the changelog, from its heading to the next one. */
    private static final Pattern NEWEST = Pattern.compile("(?ms)^## (.*?)$\\s*(.*?)(?=^## |\\z)");

    /**
     * Of a Maven tree: a service's bill of materials.
     *
     * @param service such as {@code agent-service}
     */
    public static Path bill(Path home, String service) {
        return home.resolve(service).resolve("target").resolve(service + ".cdx.json");
    }

    /**
     * @param packages what was made before
     * @return the files made
     * @throws StackException when they can't be made, with the reason
     */
    public List<Path> make(List<Path> packages) {
        try {
            List<Path> all = new ArrayList<>(packages);
            for (String service : SERVICES) {
                all.add(Files.writeString(
                        out.resolve("quarry-" + service + ".cdx.json"),
                        Sbom.read(bill(home, service)).json()));
            }
            all.add(Files.writeString(out.resolve("NOTES.md"), notes(Files.readString(home.resolve("CHANGELOG.md")))));
            all.add(sums(all));
            return List.copyOf(all.subList(packages.size(), all.size()));
        } catch (IOException e) {
            throw new StackException("The release can't be made in " + out + ": " + e.getMessage(), e);
        }
    }

    /** The newest section of a changelog. */
    static String notes(String changelog) {
        Matcher section = NEWEST.matcher(changelog);
        if (!section.find()) {
            throw new StackException("CHANGELOG.md has no section, a line that begins with '## '.");
        }
        return "# " + section.group(1).strip() + "\n\n" + section.group(2).strip() + "\n";
    }

    /** As sha256sum writes and checks them. */
    private Path sums(List<Path> files) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Path file : files) {
            try (var in = Files.newInputStream(file)) {
                lines.append(DigestUtils.sha256Hex(in))
                        .append("  ")
                        .append(file.getFileName())
                        .append('\n');
            }
        }
        return Files.writeString(out.resolve("SHA256SUMS"), lines);
    }
}
