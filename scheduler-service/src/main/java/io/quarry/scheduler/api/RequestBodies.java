package io.quarry.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;

/** Reads JSON whatever the content type says: many a tool says "form" unless told otherwise. */
final class RequestBodies {
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private RequestBodies() {}

    static JsonNode json(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw new MalformedBodyException(
                    HttpStatus.CONTENT_TOO_LARGE, "The body has more than " + MOST_BYTES + " bytes.");
        }
        return Json.parse(new String(body, StandardCharsets.UTF_8));
    }
}
