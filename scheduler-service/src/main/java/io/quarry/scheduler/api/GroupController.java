package io.quarry.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.model.AssetGroup;
import io.quarry.model.Violation;
import io.quarry.scheduler.api.MarkWriter.Change;
import io.quarry.scheduler.api.MarkWriter.Deed;
import io.quarry.scheduler.plan.Fleet;
import io.quarry.scheduler.plan.TargetRules;
import io.quarry.scheduler.topology.AssetMarks;
import io.quarry.schemas.AvroJson;
import io.quarry.schemas.Reading;
import io.quarry.schemas.RecordReader;
import io.quarry.schemas.Violations;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Named groups of assets. */
@RestController
@RequestMapping(path = "/api/groups", produces = MediaType.APPLICATION_JSON_VALUE)
class GroupController {
    /** What the service fills in; a group may be sent back as it was read. */
    private static final Set<String> OURS = Set.of("name", "version", "set_by", "set_at", "members");

    private final AssetMarks marks;
    private final MarkWriter writer;
    private final Fleet fleet;
    private final InstantSource clock;

    GroupController(AssetMarks marks, MarkWriter writer, Fleet fleet, InstantSource clock) {
        this.marks = marks;
        this.writer = writer;
        this.fleet = fleet;
        this.clock = clock;
    }

    @GetMapping
    String list() {
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        marks.groups().forEach(g -> items.add(shown(g)));
        json.putNull("next");
        return json.toString();
    }

    @GetMapping("/{name}")
    ResponseEntity<String> show(@PathVariable String name) {
        return answer(existing(name));
    }

    /** Makes the group or replaces what it is; with If-Match only when it still has that version. */
    @PutMapping("/{name}")
    ResponseEntity<String> set(
            @PathVariable String name,
            HttpServletRequest http,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws IOException, InterruptedException {
        AssetGroup group = read(name, RequestBodies.json(http));
        synchronized (this) { // so that the version that was looked at is the one that is replaced
            AssetGroup before = marks.group(name).orElse(null);
            expect(before, ifMatch);
            group.setVersion(before == null ? 1 : before.getVersion() + 1);
            group.setSetBy(actor);
            group.setSetAt(clock.instant().truncatedTo(ChronoUnit.MILLIS));
            writer.group(new Deed(actor, "group.set", name), new Change<>(name, before, group));
        }
        return answer(existing(name));
    }

    @DeleteMapping("/{name}")
    ResponseEntity<String> delete(
            @PathVariable String name,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws InterruptedException {
        synchronized (this) {
            AssetGroup before = existing(name);
            expect(before, ifMatch);
            writer.group(new Deed(actor, "group.delete", name), new Change<>(name, before, null));
        }
        return ResponseEntity.noContent().build();
    }

    private AssetGroup existing(String name) {
        return marks.group(name).orElseThrow(() -> RefusedException.of("group", name, "there is no such group"));
    }

    private static void expect(@Nullable AssetGroup before, @Nullable String ifMatch) {
        Integer expected = Versions.expected(ifMatch);
        int version = before == null ? 0 : before.getVersion();
        if (expected != null && expected != version) {
            throw RefusedException.of("expected_version", String.valueOf(expected), "the group has version " + version);
        }
    }

    private static AssetGroup read(String name, JsonNode body) {
        List<Violation> all = new ArrayList<>();
        Violations violations = new Violations();
        if (!TargetRules.isGroupName(name)) {
            violations.add("name", name, "must be 1 to 64 of a-z 0-9 . _ -, the first one a letter or a digit");
        }
        if (body instanceof ObjectNode object) {
            object.remove(OURS);
            object.put("name", name);
        }
        Reading reading = RecordReader.read(AssetGroup.getClassSchema(), body);
        if (reading.record() instanceof AssetGroup group) {
            TargetRules.assets("assets", group.getAssets(), violations);
            TargetRules.labels("labels", group.getLabels(), violations);
        }
        all.addAll(violations.list());
        all.addAll(reading.violations());
        if (!all.isEmpty()) {
            throw new RefusedException(all);
        }
        return reading.as(AssetGroup.class);
    }

    private ResponseEntity<String> answer(AssetGroup group) {
        return ResponseEntity.ok()
                .eTag(Versions.etag(group.getVersion()))
                .body(shown(group).toString());
    }

    /** With the number of assets that are members now. */
    private ObjectNode shown(AssetGroup group) {
        long members = fleet.assets().stream()
                .filter(a -> a.traits().groups().contains(group.getName()))
                .count();
        return AvroJson.tree(group).put("members", members);
    }
}
