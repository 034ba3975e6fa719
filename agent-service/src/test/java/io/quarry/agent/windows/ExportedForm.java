package io.quarry.agent.windows;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Rows of {@code registry-key} in the form that {@link RegFile} reads exports into. */
final class ExportedForm {
    private static final List<String> TYPES = List.of(
            "REG_NONE",
            "REG_SZ",
            "REG_EXPAND_SZ",
            "REG_BINARY",
            "REG_DWORD",
            "REG_DWORD_BIG_ENDIAN",
            "REG_LINK",
            "REG_MULTI_SZ",
            "REG_RESOURCE_LIST",
            "REG_FULL_RESOURCE_DESCRIPTOR",
            "REG_RESOURCE_REQUIREMENTS_LIST",
            "REG_QWORD");

    private ExportedForm() {}

    static String of(JsonNode row) {
        String key = row.path("key_path").asText();
        return row.path("value_name").isNull()
                ? key
                : String.join("|", key, row.path("value_name").asText(), type(row), data(row));
    }

    /** Numbers but for two. */
    private static String type(JsonNode row) {
        String type = row.path("value_type").asText();
        boolean named = type.equals("REG_SZ") || type.equals("REG_DWORD") || !TYPES.contains(type);
        return named ? type : String.valueOf(TYPES.indexOf(type));
    }

    private static String data(JsonNode row) {
        if (!row.path("data_base64").isNull()) {
            return HexFormat.of()
                    .formatHex(
                            Base64.getDecoder().decode(row.path("data_base64").asText()));
        }
        String text = row.path("data").asText();
        int size = row.path("data_size").asInt();
        return switch (row.path("value_type").asText()) {
            case "REG_EXPAND_SZ" -> padded(text, size);
            case "REG_MULTI_SZ" -> padded(text.replace('\n', '\0'), size);
            case "REG_DWORD_BIG_ENDIAN" -> String.format("%08x", Long.parseLong(text));
            case "REG_QWORD" ->
                HexFormat.of()
                        .formatHex(ByteBuffer.allocate(Long.BYTES)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(Long.parseUnsignedLong(text))
                                .array());
            default -> text;
        };
    }

    private static String padded(String text, int size) {
        return HexFormat.of().formatHex(Arrays.copyOf(text.getBytes(StandardCharsets.UTF_16LE), size));
    }
}
