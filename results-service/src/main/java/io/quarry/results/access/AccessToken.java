package io.quarry.results.access;

import io.quarry.results.ResultsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The token of this service. Its file is read for every request: a new token holds at once. */
@Component
public final class AccessToken {
    private static final Logger LOG = LoggerFactory.getLogger(AccessToken.class);

    private final @Nullable Path file;

    public AccessToken(ResultsSettings settings) {
        Path path = settings.tokenFile();
        this.file = path == null || path.toString().isEmpty() ? null : path;
        if (file == null) {
            LOG.warn("No QUARRY_TOKEN_FILE: nobody can use the API until it names the file with the token");
        }
    }

    /** Empty when there is none: then nobody may do anything. */
    public Optional<byte[]> current() {
        if (file == null) {
            return Optional.empty();
        }
        try {
            String token = Files.readString(file).strip();
            return token.isEmpty() ? Optional.empty() : Optional.of(token.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.error("The token file {} can't be read, so nobody can use the API: {}", file, e.toString());
            return Optional.empty();
        }
    }

    /** Whether this is the token; takes as long whatever is given. */
    public boolean is(byte[] given) {
        return current().filter(wanted -> MessageDigest.isEqual(given, wanted)).isPresent();
    }
}
