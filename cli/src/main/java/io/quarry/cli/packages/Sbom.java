package io.quarry.cli.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.cli.stack.StackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;

/** A bill of materials as the build left it (CycloneDX, JSON), and what is added to it when a package is made. */
final class Sbom {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode root;

    private Sbom(ObjectNode root) {
        this.root = root;
    }

    /** @throws StackException when the build left none */
    static Sbom read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new StackException(file + " is missing. Build it with `mvn -Pbom -DskipTests package`.");
        }
        JsonNode read = JSON.readTree(file.toFile());
        if (read instanceof ObjectNode root && root.path("components").isArray()) {
            return new Sbom(root);
        }
        throw new StackException(
                file + " is no bill of materials. Build it anew with `mvn -Pbom -DskipTests package`.");
    }

    /** The same with a Java runtime that goes along.
     * @param runtime made by jlink, or a JDK */
    Sbom with(Path runtime) throws IOException {
        Properties release = new Properties();
        try (var in = Files.newBufferedReader(runtime.resolve("release"), StandardCharsets.UTF_8)) {
            release.load(in);
        }
        ObjectNode more = root.deepCopy();
        ObjectNode java = ((ArrayNode) more.path("components")).addObject();
        java.put("type", "platform");
        java.put("bom-ref", "java-runtime");
        java.put("name", "OpenJDK runtime made by jlink");
        java.put("version", release.getProperty("JAVA_VERSION", "").replace("\"", ""));
        java.putArray("licenses").addObject().put("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
        return new Sbom(more);
    }

    String json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** One line each: what it is, its version and its licences. */
    String licences() {
        TreeSet<String> lines = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (JsonNode component : root.path("components")) {
            String group = component.path("group").asText("");
            lines.add((group.isEmpty() ? "" : group + ":")
                    + component.path("name").asText()
                    + " "
                    + component.path("version").asText()
                    + ": "
                    + String.join(", ", licencesOf(component)));
        }
        return "What this program is made of, and under which licences. In full, with digests: sbom.cdx.json.\n\n"
                + String.join("\n", lines) + "\n";
    }

    /** What it says itself; "not stated" is an answer, too. */
    private static List<String> licencesOf(JsonNode component) {
        List<String> found = new ArrayList<>();
        for (JsonNode entry : component.path("licenses")) {
            JsonNode licence = entry.path("license");
            String name = entry.path("expression")
                    .asText(licence.path("id").asText(licence.path("name").asText("")));
            if (!name.isEmpty()) {
                found.add(name);
            }
        }
        return found.isEmpty() ? List.of("not stated") : found;
    }
}
