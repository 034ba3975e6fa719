package io.quarry.cli.stack;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a running stack answers; {@code address.json} in its data folder.
 *
 * @param url web address, without a slash at the end
 * @param token of the administrator
 * @param brokers {@code host:port} of the broker
 * @param registry base address of the schema registry's compatible API
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Address(String url, String token, String brokers, String registry) {
    private static final ObjectMapper JSON = new ObjectMapper();

    void write(Path file) throws IOException {
        PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    public static Address read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Address.class);
    }
}
