package io.quarry.schemas;

import io.quarry.model.CodeSignature;
import io.quarry.model.Connection;
import io.quarry.model.Envelope;
import io.quarry.model.Hashes;
import io.quarry.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The jobs there are, read from {@code avro/jobs/*.avsc} on the class path: the files are the list. */
public final class JobCatalogue {
    private static final String FOLDER = "avro/jobs/";
    private static final String ENDING = ".avsc";
    private static final List<Schema> SHARED = List.of(
            Problem.getClassSchema(),
            Hashes.getClassSchema(),
            CodeSignature.getClassSchema(),
            Connection.getClassSchema());

    static {
        TrustedRecords.install();
    }

    private static final JobCatalogue INSTALLED = load();

    private final SortedMap<String, Job> jobs;

    private JobCatalogue(SortedMap<String, Job> jobs) {
        this.jobs = jobs;
    }

    /** The catalogue of this build. */
    public static JobCatalogue installed() {
        return INSTALLED;
    }

    public Collection<Job> jobs() {
        return jobs.values();
    }

    public Optional<Job> find(String name) {
        return Optional.ofNullable(jobs.get(name));
    }

    /** @throws IllegalArgumentException when there is no such job */
    public Job get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("no job '" + name + "'; there are " + jobs.keySet()));
    }

    private static JobCatalogue load() {
        SortedMap<String, Job> jobs = new TreeMap<>();
        for (String file : files()) {
            String name = file.substring(0, file.length() - ENDING.length());
            try (InputStream in = JobCatalogue.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
                if (in == null) {
                    throw new IllegalStateException(FOLDER + file + " vanished from the class path");
                }
                jobs.put(name, parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new JobCatalogue(jobs);
    }

    /** Reads one descriptor. */
    static Job parse(String name, String json) {
        Schema descriptor = new Schema.Parser().addTypes(SHARED).parse(json);
        Schema params = descriptor.getField("params").schema();
        Schema columns = descriptor.getField("finding").schema();
        return new Job(
                name,
                text(descriptor, "title"),
                descriptor.getDoc(),
                texts(descriptor.getObjectProp("platforms")),
                texts(descriptor.getObjectProp("stack")),
                texts(descriptor.getObjectProp("key")),
                params,
                columns,
                finding(columns),
                rules(descriptor),
                fleetChecks(descriptor));
    }

    /** Envelope fields, then the columns: Avro writes records without gaps, so the two can also be written one after the other. */
    private static Schema finding(Schema columns) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema part : List.of(Envelope.getClassSchema(), columns)) {
            part.getFields().forEach(f -> fields.add(new Schema.Field(f, f.schema())));
        }
        return Topics.plain(
                Schema.createRecord(columns.getName(), columns.getDoc(), "io.quarry.findings", false, fields));
    }

    private static List<Job.Rule> rules(Schema descriptor) {
        List<Job.Rule> rules = new ArrayList<>();
        if (descriptor.getObjectProp("rules") instanceof List<?> list) {
            for (Object entry : list) {
                Map<?, ?> rule = (Map<?, ?>) entry;
                if (rule.containsKey("any_of")) {
                    Map<String, String> unless = new TreeMap<>();
                    if (rule.get("unless_all_match") instanceof Map<?, ?> patterns) {
                        patterns.forEach((field, pattern) -> unless.put(field.toString(), pattern.toString()));
                    }
                    rules.add(new Job.Rule.AnyOf(
                            texts(rule.get("any_of")), String.valueOf(rule.get("message")), Map.copyOf(unless)));
                } else {
                    List<String> ordered = texts(rule.get("ordered"));
                    rules.add(new Job.Rule.Ordered(ordered.get(0), ordered.get(1)));
                }
            }
        }
        return List.copyOf(rules);
    }

    private static List<Job.FleetCheck> fleetChecks(Schema descriptor) {
        List<Job.FleetCheck> checks = new ArrayList<>();
        if (descriptor.getObjectProp("fleet_checks") instanceof List<?> list) {
            for (Object entry : list) {
                Map<?, ?> check = (Map<?, ?>) entry;
                checks.add(new Job.FleetCheck(
                        String.valueOf(check.get("name")),
                        String.valueOf(check.get("where")),
                        texts(check.get("same")),
                        String.valueOf(check.get("value")),
                        Integer.parseInt(String.valueOf(check.get("assets")))));
            }
        }
        return List.copyOf(checks);
    }

    private static String text(JsonProperties properties, String name) {
        Object value = properties.getObjectProp(name);
        if (value instanceof String s) {
            return s;
        }
        throw new IllegalStateException("property '" + name + "' missing in a job's file");
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Lists the folder wherever the classes are: a directory, a jar, a jar in a jar. */
    private static List<String> files() {
        String anchor = "avro/shared/4-Envelope.avsc";
        URL url = JobCatalogue.class.getClassLoader().getResource(anchor);
        if (url == null) {
            throw new IllegalStateException(anchor + " is not on the class path");
        }
        try {
            URLConnection connection = url.openConnection();
            if (connection instanceof JarURLConnection jar) {
                return jar.getJarFile().stream()
                        .map(e -> e.getName())
                        .filter(n -> n.startsWith(FOLDER) && n.endsWith(ENDING))
                        .map(n -> n.substring(FOLDER.length()))
                        .toList();
            }
            Path folder = Path.of(URI.create(url.toString()))
                    .resolveSibling("../jobs")
                    .normalize();
            try (Stream<Path> list = Files.list(folder)) {
                return list.map(p -> p.getFileName().toString())
                        .filter(n -> n.endsWith(ENDING))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
