package io.quarry.results.api;

import io.quarry.results.access.AccessToken;
import io.quarry.results.access.Browsers;
import io.quarry.results.query.RunQueries;
import io.quarry.results.upstream.Schedulers;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is the scheduler's is passed on to one, so that users have one address. Described in openapi/hunts.yaml. */
@Hidden
@RestController
class HuntsGateway {
    /** Bytes of a request at most; the largest hunt, with 100,000 asset ids, has 3.5 million. */
    static final int MAX_BODY = 8 * 1024 * 1024;

    private final Schedulers schedulers;
    private final RunQueries runs;
    private final AccessToken token;

    HuntsGateway(Schedulers schedulers, RunQueries runs, AccessToken token) {
        this.schedulers = schedulers;
        this.runs = runs;
        this.token = token;
    }

    @RequestMapping({
        "/api/hunts",
        "/api/hunts/**",
        "/api/groups",
        "/api/groups/**",
        "/api/labels",
        "/api/assets/{id}/labels",
        "/api/assets/{id}/labels/**",
        "/api/runs/{id}/lift"
    })
    void pass(HttpServletRequest request, HttpServletResponse response) throws IOException, InterruptedException {
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            problem(HttpStatus.CONTENT_TOO_LARGE, "The body has more than " + MAX_BODY + " bytes.", request, response);
            return;
        }
        pass(body, request, response);
    }

    /** This service knows what did not complete, the scheduler fires it again. */
    @PostMapping("/api/runs/{id}/retry")
    void retry(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        List<String> assets = runs.incomplete(id);
        if (assets.isEmpty()) {
            String detail = "No task of the run has ended without completing: there is nothing to try again.";
            problem(HttpStatus.CONFLICT, detail, request, response);
            return;
        }
        String quoted = assets.stream().map(a -> '"' + a + '"').collect(Collectors.joining(","));
        pass(("{\"assets\":[" + quoted + "]}").getBytes(StandardCharsets.UTF_8), request, response);
    }

    private void pass(byte[] body, HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        String query = request.getQueryString();
        String target = request.getRequestURI() + (query == null ? "" : "?" + query);
        try {
            Schedulers.Outgoing outgoing = new Schedulers.Outgoing(request.getMethod(), target, headers(request), body);
            answer(schedulers.send(outgoing), request, response);
        } catch (IllegalArgumentException e) {
            problem(HttpStatus.BAD_REQUEST, "Not a valid address: " + e.getMessage(), request, response);
        }
    }

    private static void answer(Schedulers.Outcome outcome, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (outcome instanceof Schedulers.Outcome.Answered answered) {
            copy(answered.response(), response);
        } else if (outcome instanceof Schedulers.Outcome.Unknown unknown) {
            String detail = "The scheduler at " + unknown.scheduler()
                    + " took the request and did not answer: it may have been carried out or not. Look before you repeat it.";
            problem(HttpStatus.BAD_GATEWAY, detail, request, response);
        } else if (outcome instanceof Schedulers.Outcome.Away away) {
            String detail = away.tried().isEmpty()
                    ? "This service knows no scheduler: set QUARRY_SCHEDULER_URLS."
                    : "No scheduler answers, nothing was changed; tried " + away.tried()
                            + ". Runs, findings, assets and SQL are answered as ever.";
            problem(HttpStatus.SERVICE_UNAVAILABLE, detail, request, response);
        }
    }

    private static void copy(HttpResponse<InputStream> from, HttpServletResponse to) throws IOException {
        to.setStatus(from.statusCode());
        from.headers().map().forEach((name, values) -> {
            if (!Schedulers.NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> to.addHeader(name, value));
            }
        });
        try (InputStream body = from.body()) {
            body.transferTo(to.getOutputStream());
        }
    }

    /** Schedulers know the token and no sessions: for a browser that is logged in the token is put in the cookie's place. */
    private Map<String, List<String>> headers(HttpServletRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        Collections.list(request.getHeaderNames())
                .forEach(
                        name -> headers.put(name.toLowerCase(Locale.ROOT), Collections.list(request.getHeaders(name))));
        headers.remove("cookie");
        if (request.getAttribute(Browsers.SESSION) != null) {
            token.current()
                    .map(t -> "Bearer " + new String(t, StandardCharsets.UTF_8))
                    .ifPresent(bearer -> headers.put("authorization", List.of(bearer)));
        }
        return headers;
    }

    private static void problem(
            HttpStatus status, String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Problem.of(status, detail, request).write(response);
    }
}
