package io.quarry.schemas;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ed25519 keys in files (PEM) and on the wire (32 raw bytes, RFC 8032). */
public final class Keys {
    public static final String ALGORITHM = "Ed25519";
    public static final int RAW_LENGTH = 32;
    /** SubjectPublicKeyInfo of an Ed25519 key up to the raw bytes, RFC 8410. */
    private static final byte[] SPKI = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PUBLIC|PRIVATE) KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1 KEY-----");

    private Keys() {}

    public static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 15 on has Ed25519", e);
        }
    }

    public static byte[] raw(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - RAW_LENGTH, encoded.length);
    }

    /** @throws IllegalArgumentException when the bytes are no key */
    public static PublicKey fromRaw(byte[] raw) {
        if (raw.length != RAW_LENGTH) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes, not " + raw.length);
        }
        byte[] encoded = Arrays.copyOf(SPKI, SPKI.length + RAW_LENGTH);
        System.arraycopy(raw, 0, encoded, SPKI.length, RAW_LENGTH);
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no Ed25519 key", e);
        }
    }

    /** Short name of a key: what the header quarry-key-id holds. For an asset's key it is the asset id. */
    public static String id(PublicKey key) {
        return Ids.assetId(raw(key));
    }

    /**
     * Reads a private key file, or makes it (owner only) and, beside it, nothing else. Of several processes that make it
     * at the same time one does, and all return that one's.
     *
     * @return the pair; the public half is kept in the same file, since PKCS#8 v1 holds only the private one
     */
    public static KeyPair loadOrCreate(Path file) throws IOException {
        if (Files.exists(file)) {
            return read(file);
        }
        KeyPair pair = generate();
        Path folder = requireNonNull(file.toAbsolutePath().getParent(), "a key file lies in a folder");
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, file.getFileName().toString(), ".new"); // for its owner only
        try {
            Files.writeString(
                    temporary,
                    pem("PRIVATE", pair.getPrivate().getEncoded())
                            + pem("PUBLIC", pair.getPublic().getEncoded()));
            DurableFiles.sync(temporary);
            Files.createLink(file, temporary); // unlike a move, it never replaces the key that another process made
        } catch (FileAlreadyExistsException e) {
            return read(file);
        } catch (UnsupportedOperationException e) { // a file system without links
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        DurableFiles.syncFolder(folder);
        return pair;
    }

    private static KeyPair read(Path file) throws IOException {
        PrivateKey secret = null;
        PublicKey open = null;
        Matcher matcher = PEM.matcher(Files.readString(file));
        try {
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            while (matcher.find()) {
                byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
                if (matcher.group(1).equals("PRIVATE")) {
                    secret = factory.generatePrivate(new PKCS8EncodedKeySpec(der));
                } else {
                    open = factory.generatePublic(new X509EncodedKeySpec(der));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no Ed25519 key pair", e);
        }
        if (secret == null || open == null) {
            throw new IOException(file + " holds no Ed25519 key pair (a PRIVATE KEY and a PUBLIC KEY block)");
        }
        return new KeyPair(open, secret);
    }

    /** All public keys of a PEM file. */
    public static List<PublicKey> readPublic(Path file) throws IOException {
        List<PublicKey> keys = new ArrayList<>();
        Matcher matcher = PEM.matcher(Files.readString(file));
        try {
            while (matcher.find()) {
                if (matcher.group(1).equals("PUBLIC")) {
                    byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
                    keys.add(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der)));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds a key that is not Ed25519", e);
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no PUBLIC KEY block");
        }
        return keys;
    }

    public static String publicPem(PublicKey key) {
        return pem("PUBLIC", key.getEncoded());
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + " KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + kind + " KEY-----\n";
    }
}
