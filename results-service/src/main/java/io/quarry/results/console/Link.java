package io.quarry.results.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address within the console.
 *
 * @param path encoded
 * @param query encoded pairs
 */
public record Link(String path, List<String> query) {
    public Link {
        query = List.copyOf(query);
    }

    /** @param segments of the path, as they are */
    public static Link to(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(encode(segment));
        }
        return new Link(path.isEmpty() ? "/" : path.toString(), List.of());
    }

    /** With one more parameter; without it when there is nothing to say. */
    public Link with(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return this;
        }
        List<String> more = new ArrayList<>(query);
        more.add(encode(name) + "=" + encode(value));
        return new Link(path, more);
    }

    @Override
    public String toString() {
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
