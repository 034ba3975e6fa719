package io.quarry.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key whose commands are obeyed. In a file a limited one has a block of another name than PEM's own: who knows
 * nothing of limits passes over it instead of obeying it in everything.
 *
 * @param grant what it may order; empty for everything: a scheduler's key
 */
public record TrustedKey(PublicKey key, Optional<Grant> grant) {
    private static final String LIMITED = "LIMITED PUBLIC KEY";
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN (?:LIMITED )?PUBLIC KEY-----");
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN (PUBLIC KEY|" + LIMITED + ")-----\\R"
            + "((?:[A-Za-z-]+: [^\\r\\n]*\\R)*)\\R*([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    /** A scheduler's: obeyed in everything. */
    public static TrustedKey unlimited(PublicKey key) {
        return new TrustedKey(key, Optional.empty());
    }

    public String id() {
        return Keys.id(key);
    }

    /** The key's block. */
    public String pem() {
        if (grant.isEmpty()) {
            return Keys.publicPem(key);
        }
        StringBuilder pem = new StringBuilder("-----BEGIN " + LIMITED + "-----\n");
        grant.get().headers().forEach((name, value) -> pem.append(name + ": " + value + "\n"));
        String der = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return pem.append("\n" + der + "\n-----END " + LIMITED + "-----\n").toString();
    }

    /**
     * All keys of a file.
     *
     * @throws IOException when it holds none, or one that can't be read: no other is taken then either
     */
    public static List<TrustedKey> read(Path file) throws IOException {
        String text = Files.readString(file);
        List<TrustedKey> keys = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            keys.add(key(file, matcher));
        }
        if (keys.size() != BEGIN.matcher(text).results().count()) {
            throw new IOException(file + " holds a key that can't be read");
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no PUBLIC KEY block");
        }
        return keys;
    }

    private static TrustedKey key(Path file, Matcher block) throws IOException {
        boolean limited = block.group(1).equals(LIMITED);
        Map<String, String> headers = new LinkedHashMap<>();
        block.group(2).lines().forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        });
        try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(3));
            PublicKey key = KeyFactory.getInstance(Keys.ALGORITHM).generatePublic(new X509EncodedKeySpec(der));
            return limited ? new TrustedKey(key, Optional.of(Grant.of(headers))) : unlimited(key);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds a key that is not Ed25519", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds a key whose limits can't be read: " + e.getMessage(), e);
        }
    }
}
