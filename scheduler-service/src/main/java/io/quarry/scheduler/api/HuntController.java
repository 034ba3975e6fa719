package io.quarry.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.model.Hunt;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntDefinition;
import io.quarry.model.HuntRequest;
import io.quarry.scheduler.plan.HuntValidator;
import io.quarry.schemas.Reading;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Hunts: what a hunter files, sees and changes. */
@RestController
@RequestMapping(path = "/api/hunts", produces = MediaType.APPLICATION_JSON_VALUE)
class HuntController {
    private static final int MOST_LISTED = 1_000;

    private final HuntValidator validator;
    private final RequestSender sender;
    private final HuntView view;
    private final InstantSource clock;

    HuntController(HuntValidator validator, RequestSender sender, HuntView view, InstantSource clock) {
        this.validator = validator;
        this.sender = sender;
        this.view = view;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<String> create(HttpServletRequest http, @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws InterruptedException, IOException {
        Reading reading = validator.read(RequestBodies.json(http), clock.instant(), null);
        HuntRequest request = request(HuntIds.next(), HuntAction.CREATE, actor)
                .setDefinition(definition(reading))
                .build();
        HuntDecision decision = decide(request);
        ObjectNode json = Json.hunt(shown(decision)).put("run_id", decision.getRunId());
        return ResponseEntity.created(URI.create("/api/hunts/" + request.getHuntId()))
                .eTag(Versions.etag(decision.getVersion()))
                .body(json.toString());
    }

    @GetMapping
    String list(
            @RequestParam(required = false) @Nullable String cursor, @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw RefusedException.of(
                    "limit", String.valueOf(limit), "must be a whole number from 1 to " + MOST_LISTED);
        }
        List<Hunt> hunts = view.after(cursor(cursor), limit + 1);
        List<Hunt> page = hunts.subList(0, Math.min(limit, hunts.size()));
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        page.forEach(h -> items.add(Json.hunt(h)));
        json.put("next", hunts.size() > limit ? Cursor.at(page.get(limit - 1)).text() : null);
        return json.toString();
    }

    @GetMapping("/{id}")
    ResponseEntity<String> show(@PathVariable String id) {
        return answer(existing(id));
    }

    @PutMapping("/{id}")
    ResponseEntity<String> update(
            @PathVariable String id,
            HttpServletRequest http,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws InterruptedException, IOException {
        JsonNode json = RequestBodies.json(http);
        Hunt current = existing(id);
        Reading reading =
                validator.read(json, clock.instant(), current.getDefinition().getSchedule());
        HuntRequest request = request(id, HuntAction.UPDATE, actor)
                .setDefinition(definition(reading))
                .setExpectedVersion(Versions.expected(ifMatch))
                .build();
        HuntDecision decision = decide(request);
        return answer(shown(decision));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<String> delete(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws InterruptedException {
        existing(id);
        shown(decide(request(id, HuntAction.DELETE, actor)
                .setExpectedVersion(Versions.expected(ifMatch))
                .build()));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/stop")
    ResponseEntity<String> stop(@PathVariable String id, @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws InterruptedException {
        existing(id);
        return answer(shown(decide(request(id, HuntAction.STOP, actor).build())));
    }

    @PostMapping("/{id}/resume")
    ResponseEntity<String> resume(@PathVariable String id, @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws InterruptedException {
        existing(id);
        return answer(shown(decide(request(id, HuntAction.RESUME, actor).build())));
    }

    @PostMapping("/{id}/run")
    ResponseEntity<String> run(@PathVariable String id, @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws InterruptedException {
        existing(id);
        HuntDecision decision = decide(request(id, HuntAction.RUN, actor).build());
        String json = Json.object().put("run_id", decision.getRunId()).toString();
        return ResponseEntity.status(HttpStatus.ACCEPTED).body(json);
    }

    private HuntDecision decide(HuntRequest request) throws InterruptedException {
        HuntDecision decision = sender.send(request);
        if (!decision.getAccepted()) {
            throw new RefusedException(decision.getViolations());
        }
        return decision;
    }

    /** The hunt as this instance sees it: not older than the decision, so that a GET right after shows the change. */
    private Hunt shown(HuntDecision decision) throws InterruptedException {
        Optional<Hunt> hunt = view.await(decision.getHuntId(), decision.getVersion(), RequestSender.PATIENCE);
        return hunt.orElseThrow(() -> new UnavailableException(decision));
    }

    private Hunt existing(String id) {
        return view.find(id).orElseThrow(() -> RefusedException.of("hunt_id", id, "there is no such hunt"));
    }

    private static HuntRequest.Builder request(String huntId, HuntAction action, String actor) {
        return HuntRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setHuntId(huntId)
                .setAction(action)
                .setActor(actor);
    }

    private static HuntDefinition definition(Reading reading) {
        if (!reading.ok()) {
            throw new RefusedException(reading.violations());
        }
        return reading.as(HuntDefinition.class);
    }

    private static @Nullable Cursor cursor(@Nullable String text) {
        try {
            return text == null || text.isEmpty() ? null : Cursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw RefusedException.of("cursor", text, "must be the 'next' of an earlier answer");
        }
    }

    private static ResponseEntity<String> answer(Hunt hunt) {
        return ResponseEntity.ok()
                .eTag(Versions.etag(hunt.getVersion()))
                .body(Json.hunt(hunt).toString());
    }
}
