package io.quarry.results.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.results.ResultsSettings;
import io.quarry.results.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/** What webhooks are signed with, as Standard Webhooks 1.0 has it; read anew for each, so that a new one holds at once. */
@Component
final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final int BYTES = 32;

    private final Path file;
    private final boolean own;

    WebhookSecret(ResultsSettings settings, Store store) {
        Path named = settings.webhooks().secretFile();
        this.own = named == null || named.toString().isEmpty();
        this.file = own || named == null ? store.file().resolveSibling("webhook-secret") : named;
    }

    /**
     * The value of the header {@code webhook-signature}.
     *
     * @param seconds since 1970, as in {@code webhook-timestamp}
     */
    String signature(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(), "HmacSHA256"));
            mac.update((id + "." + seconds + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    private byte[] key() {
        try {
            if (own && Files.notExists(file)) {
                make();
            }
            String text = Files.readString(file).strip();
            return Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
        } catch (IOException e) {
            throw new UncheckedIOException("the secret of webhooks can't be read from " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + " must hold " + PREFIX + " and Base64", e);
        }
    }

    private void make() throws IOException {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file, PREFIX + Base64.getEncoder().encodeToString(key) + "\n", StandardOpenOption.TRUNCATE_EXISTING);
    }
}
