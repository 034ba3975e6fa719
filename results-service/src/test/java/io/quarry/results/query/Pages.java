package io.quarry.results.query;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All items of a list, a page at a time. */
final class Pages {
    private Pages() {}

    static List<JsonNode> of(int size, BiConsumer<PageRequest, JsonGenerator> query) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = null;
        do {
            StringWriter text = new StringWriter();
            try (JsonGenerator out = JsonMapper.shared().createGenerator(text)) {
                query.accept(new PageRequest(size, cursor), out);
            }
            JsonNode page = JsonMapper.shared().readTree(text.toString());
            page.get("items").forEach(items::add);
            cursor = page.get("next").isNull() ? null : page.get("next").asString();
        } while (cursor != null);
        return items;
    }
}
