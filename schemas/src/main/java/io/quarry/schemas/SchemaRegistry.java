package io.quarry.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client for any registry with Confluent's REST API (Apicurio's is at {@code /apis/ccompat/v7}). Ids and schemas never
 * change, so both are remembered. A registry that is away is waited for: the calls block, and say so once in a while.
 */
public final class SchemaRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MS = 10_000;
    private static final int RETRY_MS = 1_000;
    private static final int SAY_EVERY = 10;

    private final String url;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();

    /** @param url base address, with the path of the compatible API */
    public SchemaRegistry(String url) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** Registers the schema, or finds that it is; sets the subject's compatibility to FULL first.
     * @throws IncompatibleSchemaException when the registry refuses the change */
    public int register(String subject, Schema schema) {
        return ids.computeIfAbsent(subject, s -> {
            call("PUT", "/config/" + s, "{\"compatibility\":\"FULL\"}");
            Answer answer = call("POST", "/subjects/" + s + "/versions", body(schema));
            if (answer.status == HttpURLConnection.HTTP_CONFLICT) {
                throw new IncompatibleSchemaException(s, answer.body);
            }
            return id(answer);
        });
    }

    /** Id of a schema that somebody registered; waits until somebody has. */
    public int lookup(String subject, Schema schema) {
        return ids.computeIfAbsent(subject, s -> {
            for (int tries = 0; ; tries++) {
                Answer answer = call("POST", "/subjects/" + s, body(schema));
                if (answer.status != HttpURLConnection.HTTP_NOT_FOUND) {
                    return id(answer);
                }
                pause(tries, "the registry at " + url + " does not have this version of " + s + " yet");
            }
        });
    }

    /** @throws MalformedRecordException when the registry knows no such id */
    public Schema byId(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        Answer answer = call("GET", "/schemas/ids/" + id, null);
        if (answer.status == HttpURLConnection.HTTP_NOT_FOUND) {
            throw new MalformedRecordException("UNKNOWN_SCHEMA", "schema id " + id + " is not in the registry");
        }
        Schema schema = new Schema.Parser().parse(parse(answer).path("schema").asText());
        schemas.put(id, schema);
        return schema;
    }

    /** The type is said: Apicurio guesses it from the content otherwise, and guesses wrong. */
    private static String body(Schema schema) {
        return JSON.createObjectNode()
                .put("schemaType", "AVRO")
                .put("schema", schema.toString())
                .toString();
    }

    private static int id(Answer answer) {
        JsonNode id = parse(answer).path("id");
        if (!id.isInt()) {
            throw new IllegalStateException("the registry answered " + answer.status + ": " + answer.body);
        }
        return id.asInt();
    }

    private static JsonNode parse(Answer answer) {
        try {
            return JSON.readTree(answer.body);
        } catch (IOException e) {
            throw new IllegalStateException("the registry answered no JSON: " + answer.body, e);
        }
    }

    private record Answer(int status, String body) {}

    private Answer call(String method, String path, @Nullable String body) {
        for (int tries = 0; ; tries++) {
            try {
                Answer answer = once(method, path, body);
                if (answer.status < HttpURLConnection.HTTP_INTERNAL_ERROR) {
                    return answer;
                }
                pause(tries, "the registry at " + url + " answered " + answer.status);
            } catch (IOException e) {
                pause(tries, "the registry at " + url + " can't be reached (" + e + ")");
            }
        }
    }

    private Answer once(String method, String path, @Nullable String body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Accept", "application/json");
        if (body != null) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void pause(int tries, String what) {
        if (tries % SAY_EVERY == 0) {
            LOG.warn("Waiting: {}. Trying again every second; nothing is lost meanwhile.", what);
        }
        try {
            Thread.sleep(RETRY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting: " + what, e);
        }
    }
}
