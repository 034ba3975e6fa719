package io.quarry.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.model.AssetLabel;
import io.quarry.scheduler.api.MarkWriter.Change;
import io.quarry.scheduler.api.MarkWriter.Deed;
import io.quarry.scheduler.plan.TargetRules;
import io.quarry.scheduler.topology.AssetMarks;
import io.quarry.schemas.AvroJson;
import io.quarry.schemas.Violations;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Labels that people and automation give assets, apart from those that assets report themselves. */
@RestController
class LabelController {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int LONGEST_VALUE = 256;
    private static final int MOST_LISTED = 1_000;

    private final AssetMarks marks;
    private final MarkWriter writer;
    private final InstantSource clock;

    LabelController(AssetMarks marks, MarkWriter writer, InstantSource clock) {
        this.marks = marks;
        this.writer = writer;
        this.clock = clock;
    }

    /** All labels, or those of one asset, by asset and name. */
    @GetMapping(path = "/api/labels", produces = MediaType.APPLICATION_JSON_VALUE)
    String list(
            @RequestParam(required = false) @Nullable String asset,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw RefusedException.of(
                    "limit", String.valueOf(limit), "must be a whole number from 1 to " + MOST_LISTED);
        }
        List<AssetLabel> found = marks.labelsAfter(key(cursor), asset, limit + 1);
        List<AssetLabel> page = found.subList(0, Math.min(limit, found.size()));
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        page.forEach(l -> items.add(AvroJson.tree(l)));
        json.put("next", found.size() > limit ? cursor(page.get(limit - 1)) : null);
        return json.toString();
    }

    /** The labels of one asset. */
    @GetMapping(path = "/api/assets/{id}/labels", produces = MediaType.APPLICATION_JSON_VALUE)
    String show(@PathVariable String id) {
        ObjectNode json = Json.object().put("asset_id", id);
        ObjectNode labels = json.putObject("labels");
        marks.labels(checked(id)).forEach(labels::put);
        return json.toString();
    }

    /** Sets the labels of the body, an object of names and values; others stay. */
    @PutMapping(path = "/api/assets/{id}/labels", produces = MediaType.APPLICATION_JSON_VALUE)
    String set(@PathVariable String id, HttpServletRequest http, @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws IOException, InterruptedException {
        Map<String, String> wanted = labels(checked(id), RequestBodies.json(http));
        Map<String, String> current = marks.labels(id);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Change<AssetLabel>> changes = new ArrayList<>();
        wanted.forEach((name, value) -> {
            if (!value.equals(current.get(name))) {
                changes.add(
                        new Change<>(id + "/" + name, before(id, name), new AssetLabel(id, name, value, actor, now)));
            }
        });
        writer.labels(new Deed(actor, "label.set", id), changes);
        return show(id);
    }

    /** Removes one label; nothing happens where there is none. */
    @DeleteMapping(path = "/api/assets/{id}/labels/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    String remove(@PathVariable String id, @PathVariable String name, @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws InterruptedException {
        AssetLabel before = before(checked(id), name);
        if (before != null) {
            writer.labels(new Deed(actor, "label.remove", id), List.of(new Change<>(id + "/" + name, before, null)));
        }
        return show(id);
    }

    private @Nullable AssetLabel before(String assetId, String name) {
        return marks.label(assetId, name).orElse(null);
    }

    private static Map<String, String> labels(String id, JsonNode body) {
        Violations violations = new Violations();
        Map<String, String> labels = new TreeMap<>();
        if (!body.isObject() || body.isEmpty()) {
            violations.add("(body)", body, "must be a JSON object of names and values, with one at least");
        }
        body.properties().forEach(entry -> {
            String name = entry.getKey();
            String value = entry.getValue().asText();
            if (!NAME.matcher(name).matches()) {
                violations.add("labels", name, "a name has 1 to 64 of A-Z a-z 0-9 . _ -, first a letter or a digit");
            }
            boolean plain = entry.getValue().isValueNode() && value.chars().noneMatch(c -> c < ' ' || c == 0x7f);
            if (!plain || value.isEmpty() || value.length() > LONGEST_VALUE) {
                violations.add(
                        "labels." + name,
                        entry.getValue(),
                        "must be text of 1 to " + LONGEST_VALUE + " characters without control characters");
            }
            labels.put(name, value);
        });
        if (!violations.list().isEmpty()) {
            throw new RefusedException(violations.list());
        }
        return labels;
    }

    private static String checked(String assetId) {
        if (!TargetRules.isAssetId(assetId)) {
            throw RefusedException.of("asset_id", assetId, "must be an asset id: 32 digits, 0 to 9 and a to f");
        }
        return assetId;
    }

    private static String cursor(AssetLabel last) {
        byte[] key = (last.getAssetId() + "/" + last.getName()).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }

    private static String key(@Nullable String cursor) {
        try {
            return cursor == null ? "" : new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RefusedException.of("cursor", cursor, "must be the 'next' of an earlier answer");
        }
    }
}
