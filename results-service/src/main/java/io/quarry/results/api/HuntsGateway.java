package io.quarry.results.api;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/hunts}: passed on to a scheduler, so that users have one address. Described in openapi/hunts.yaml. */
@Hidden
@RestController
class HuntsGateway {
    /** Bytes of a request at most; the largest hunt, with 100,000 asset ids, has 3.5 million. */
    static final int MAX_BODY = 8 * 1024 * 1024;

    private final Schedulers schedulers;

    HuntsGateway(Schedulers schedulers) {
        this.schedulers = schedulers;
    }

    @RequestMapping({"/api/hunts", "/api/hunts/**"})
    void pass(HttpServletRequest request, HttpServletResponse response) throws IOException, InterruptedException {
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            problem(HttpStatus.CONTENT_TOO_LARGE, "The body has more than " + MAX_BODY + " bytes.", request, response);
            return;
        }
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

    private static Map<String, List<String>> headers(HttpServletRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        Collections.list(request.getHeaderNames())
                .forEach(name -> headers.put(name, Collections.list(request.getHeaders(name))));
        return headers;
    }

    private static void problem(
            HttpStatus status, String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Problem.of(status, detail, request).write(response);
    }
}
