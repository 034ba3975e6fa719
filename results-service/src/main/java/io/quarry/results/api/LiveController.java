package io.quarry.results.api;

import io.quarry.results.query.BusyException;
import io.quarry.results.query.LiveQueries;
import io.quarry.results.query.RefusedQueryException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/runs/{id}/live}: server-sent events. {@code progress} says how far the run is, whenever that changes; {@code
 * finding} is a row, with an id from which a follower goes on after a broken connection; {@code end} is the last one. Rows
 * are read as the follower takes them, so a slow one costs no more memory than a fast one.
 */
@Tag(name = "runs")
@RestController
class LiveController implements ApplicationListener<ContextClosedEvent> {
    /** Followers at the same time: each has a thread of the server's. */
    static final int MOST = 64;

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** A follower that is gone is noticed when something is written to it. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Pattern PLACE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    private final LiveQueries live;
    private final Semaphore places = new Semaphore(MOST);
    private volatile boolean closing;

    LiveController(LiveQueries live) {
        this.live = live;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        closing = true;
    }

    /** Followers there are now. */
    int followers() {
        return MOST - places.availablePermits();
    }

    @GetMapping("/api/runs/{id}/live")
    @Audited("findings.live")
    @Operation(
            operationId = "followRun",
            summary = "Server-sent events: progress, finding, end; goes on from an event id",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "Events until the run is done",
                            content =
                                    @Content(
                                            mediaType = "text/event-stream",
                                            examples =
                                                    @ExampleObject("id: 12-0\nevent: finding\ndata: {\"pid\":1}\n\n"))))
    void follow(
            @PathVariable String id,
            @Parameter(description = Described.COLUMNS) @RequestParam(required = false) @Nullable String columns,
            @Parameter(description = "Id of the last finding that arrived; left out to begin")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable
                    String lastEventId,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        Follower follower = new Follower(id, columns, response);
        if (lastEventId != null) {
            follower.goOn(lastEventId);
        }
        if (!places.tryAcquire()) {
            throw new BusyException(MOST + " follow runs already; try again later");
        }
        try {
            follower.follow();
        } finally {
            places.release();
        }
    }

    private final class Follower {
        private final String run;
        private final @Nullable String columns;
        private final HttpServletResponse response;
        private long ord;
        private long seq = -1;
        private String shown = "";
        private long written = System.nanoTime();

        Follower(String run, @Nullable String columns, HttpServletResponse response) {
            this.run = run;
            this.columns = columns;
            this.response = response;
        }

        void goOn(String lastEventId) {
            Matcher place = PLACE.matcher(lastEventId);
            if (!place.matches()) {
                throw new RefusedQueryException(
                        "Last-Event-ID", lastEventId, "must be the id of a finding of this run");
            }
            ord = Long.parseLong(place.group(1));
            seq = Long.parseLong(place.group(2));
        }

        void follow() throws IOException, InterruptedException {
            LiveQueries.Progress progress = live.progress(run);
            List<LiveQueries.Row> rows =
                    live.rows(run, columns, ord, seq); // says what is wrong before anything is sent
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader("Cache-Control", "no-store");
            while (!closing) {
                show(progress);
                send(rows);
                if (progress.done() && rows.isEmpty()) {
                    event("end", null, "{}");
                    return;
                }
                if (rows.size() < LiveQueries.ROWS && !progress.done()) {
                    quiet();
                }
                progress = live.progress(run); // before the rows: when it is done, all of them are there
                rows = live.rows(run, columns, ord, seq);
            }
        }

        /** Waits for more, and makes itself heard now and then. */
        private void quiet() throws IOException, InterruptedException {
            long seen = live.seen();
            if (live.rows(run, columns, ord, seq).isEmpty()) {
                live.await(seen, LOOK);
            }
            if (System.nanoTime() - written > SILENCE.toNanos()) {
                write(": still here\n\n");
            }
        }

        private void show(LiveQueries.Progress progress) throws IOException {
            if (!progress.json().equals(shown)) {
                event("progress", null, progress.json());
                shown = progress.json();
            }
        }

        private void send(List<LiveQueries.Row> rows) throws IOException {
            for (LiveQueries.Row row : rows) {
                event("finding", row.ord() + "-" + row.seq(), row.json());
                ord = row.ord();
                seq = row.seq();
            }
        }

        /** JSON has no line breaks, so one line of data holds it. */
        private void event(String name, @Nullable String id, String json) throws IOException {
            write((id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + json + "\n\n");
        }

        private void write(String text) throws IOException {
            response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            response.flushBuffer();
            written = System.nanoTime();
        }
    }
}
