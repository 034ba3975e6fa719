package io.quarry.results.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

/** Writes JSON to the client as it comes from the store, instead of holding it. */
final class JsonAnswer {
    /** Bytes that are kept back: an error that shows while fewer were written still becomes a problem. */
    private static final int KEPT_BACK = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonAnswer() {}

    @FunctionalInterface
    interface Content {
        void write(JsonGenerator out);
    }

    static void write(HttpServletResponse response, Content content) throws IOException {
        response.setBufferSize(KEPT_BACK);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        JsonGenerator out = JSON.createGenerator(response.getOutputStream());
        try {
            content.write(out);
            out.close(); // not after an error: it would close brackets and make a part look whole
        } catch (JacksonIOException e) { // the client is gone
            throw e.getCause();
        } catch (RuntimeException e) {
            if (!response.isCommitted()) {
                response.reset();
            }
            throw e;
        }
    }
}
