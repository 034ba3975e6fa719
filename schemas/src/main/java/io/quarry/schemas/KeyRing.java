package io.quarry.schemas;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys in a scheduler's data folder: {@code signing-key.pem}, the pair that signs; {@code signing-next.pem}, the pair that
 * will, when there is one; and {@code signing-keys.pem}, the public keys that agents and results obey. A key is added
 * before it signs and revoked after: in between everybody who obeys learns of it.
 */
public final class KeyRing {
    private static final String SECRET = "signing-key.pem";
    private static final String NEXT = "signing-next.pem";
    private static final String TRUSTED = "signing-keys.pem";

    private final Path folder;
    private final Path published;

    public KeyRing(Path folder) {
        this(folder, folder.resolve(TRUSTED));
    }

    /** @param published where the public keys are, when that is not in the same folder */
    public KeyRing(Path folder, Path published) {
        this.folder = folder;
        this.published = published.toAbsolutePath();
    }

    /** Name of the file with the public keys, unless a deployment has another one. */
    public static String trustedName() {
        return TRUSTED;
    }

    /** The file whose change means that another key signs. */
    public Path secret() {
        return folder.resolve(SECRET);
    }

    /** The pair that signs; made when there is none, and then trusted, too. */
    public KeyPair signing() throws IOException {
        KeyPair pair = Keys.loadOrCreate(secret());
        trust(TrustedKey.unlimited(pair.getPublic()));
        return pair;
    }

    /** The public keys that are obeyed. */
    public List<TrustedKey> trusted() throws IOException {
        return Files.exists(published) ? TrustedKey.read(published) : List.of();
    }

    /** The key that will sign after the next rotation, when one was added. */
    public Optional<PublicKey> next() throws IOException {
        Path file = folder.resolve(NEXT);
        return Files.exists(file) ? Optional.of(Keys.loadOrCreate(file).getPublic()) : Optional.empty();
    }

    /** Makes the key that will sign next and has it trusted; the one there is when it was made already. */
    public PublicKey addNext() throws IOException {
        PublicKey key = Keys.loadOrCreate(folder.resolve(NEXT)).getPublic();
        trust(TrustedKey.unlimited(key));
        return key;
    }

    /** Has a key obeyed; other limits take the place of those it had.
     * @throws IllegalStateException when it is a scheduler's and would be limited */
    public void trust(TrustedKey key) throws IOException {
        List<TrustedKey> keys = new ArrayList<>(trusted());
        if (keys.contains(key)) {
            return;
        }
        if (key.grant().isPresent() && isOurs(key.id())) {
            throw new IllegalStateException("key " + key.id() + " signs, or will: it can't be limited");
        }
        keys.removeIf(k -> k.id().equals(key.id()));
        keys.add(key);
        write(keys);
    }

    private boolean isOurs(String keyId) throws IOException {
        return Keys.id(signing().getPublic()).equals(keyId)
                || next().filter(k -> Keys.id(k).equals(keyId)).isPresent();
    }

    /** The next key signs from now on; the one that did is still trusted.
     * @return false when no next key was added */
    public boolean rotate() throws IOException {
        Path next = folder.resolve(NEXT);
        if (!Files.exists(next)) {
            return false;
        }
        Files.move(next, secret(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DurableFiles.syncFolder(folder);
        return true;
    }

    /** A key is obeyed no more.
     * @return false when it was not
     * @throws IllegalStateException when it is the one that signs, or will */
    public boolean revoke(String keyId) throws IOException {
        if (isOurs(keyId)) {
            throw new IllegalStateException("key " + keyId + " signs, or will: rotate first");
        }
        List<TrustedKey> keys = trusted();
        List<TrustedKey> left = keys.stream().filter(k -> !k.id().equals(keyId)).toList();
        if (left.size() == keys.size()) {
            return false;
        }
        write(left);
        return true;
    }

    private void write(List<TrustedKey> keys) throws IOException {
        StringBuilder pem = new StringBuilder();
        keys.forEach(k -> pem.append(k.pem()));
        Path parent = requireNonNull(published.getParent(), "a key file lies in a folder");
        Files.createDirectories(parent);
        Path temporary = Files.createTempFile(parent, TRUSTED, ".new");
        Files.writeString(temporary, pem);
        DurableFiles.sync(temporary);
        Files.move(temporary, published, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(parent);
    }
}
