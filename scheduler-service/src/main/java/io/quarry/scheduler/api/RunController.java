package io.quarry.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntDefinition;
import io.quarry.model.HuntRequest;
import io.quarry.model.Run;
import io.quarry.model.Targets;
import io.quarry.schemas.Reading;
import io.quarry.schemas.RecordReader;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a hunter does about one run. */
@RestController
@RequestMapping(path = "/api/runs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class RunController {
    private final RequestSender sender;
    private final RunArchive archive;

    RunController(RequestSender sender, RunArchive archive) {
        this.sender = sender;
        this.archive = archive;
    }

    /** Sends the run's task again to the assets of the body, {@code {"assets": [ids]}}, as a new run that names this one. */
    @PostMapping("/retry")
    ResponseEntity<String> retry(
            @PathVariable String id, HttpServletRequest http, @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws IOException, InterruptedException {
        List<String> assets = assets(RequestBodies.json(http));
        Run run = existing(id);
        HuntDefinition definition = HuntDefinition.newBuilder(run.getDefinition())
                .setTargets(Targets.newBuilder().setAssets(assets).build())
                .build();
        return fired(decide(
                request(run, HuntAction.RETRY, actor).setDefinition(definition).build()));
    }

    /** Lets a run go on that a rail holds. */
    @PostMapping("/lift")
    ResponseEntity<String> lift(@PathVariable String id, @RequestAttribute(TokenFilter.ACTOR) String actor)
            throws InterruptedException {
        return fired(decide(request(existing(id), HuntAction.LIFT, actor).build()));
    }

    private static List<String> assets(JsonNode body) {
        Reading reading = RecordReader.read(Targets.getClassSchema(), body);
        if (!reading.ok()) {
            throw new RefusedException(reading.violations());
        }
        List<String> assets = reading.as(Targets.class).getAssets();
        if (assets.isEmpty()) {
            throw RefusedException.of("assets", "", "must name the assets to try again, one at least");
        }
        return assets;
    }

    private Run existing(String runId) {
        int end = runId.lastIndexOf('-');
        return archive.find(end < 0 ? "" : runId.substring(0, end), runId)
                .orElseThrow(() -> RefusedException.of("run", runId, "there is no such run"));
    }

    private HuntDecision decide(HuntRequest request) throws InterruptedException {
        HuntDecision decision = sender.send(request);
        if (!decision.getAccepted()) {
            throw new RefusedException(decision.getViolations());
        }
        return decision;
    }

    private static HuntRequest.Builder request(Run run, HuntAction action, String actor) {
        return HuntRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setHuntId(run.getHuntId())
                .setRunId(run.getRunId())
                .setAction(action)
                .setActor(actor);
    }

    private static ResponseEntity<String> fired(HuntDecision decision) {
        String json = Json.object().put("run_id", decision.getRunId()).toString();
        return ResponseEntity.status(HttpStatus.ACCEPTED).body(json);
    }
}
