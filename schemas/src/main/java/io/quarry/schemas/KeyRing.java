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
        trust(pair.getPublic());
        return pair;
    }

    /** The public keys that are obeyed. */
    public List<PublicKey> trusted() throws IOException {
        return Files.exists(published) ? Keys.readPublic(published) : List.of();
    }

    /** The key that will sign after the next rotation, when one was added. */
    public Optional<PublicKey> next() throws IOException {
        Path file = folder.resolve(NEXT);
        return Files.exists(file) ? Optional.of(Keys.loadOrCreate(file).getPublic()) : Optional.empty();
    }

    /** Makes the key that will sign next and has it trusted; the one there is when it was made already. */
    public PublicKey addNext() throws IOException {
        PublicKey key = Keys.loadOrCreate(folder.resolve(NEXT)).getPublic();
        trust(key);
        return key;
    }

    /** Has a key obeyed. */
    public void trust(PublicKey key) throws IOException {
        List<PublicKey> keys = new ArrayList<>(trusted());
        if (keys.stream().noneMatch(k -> Keys.id(k).equals(Keys.id(key)))) {
            keys.add(key);
            write(keys);
        }
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
        if (Keys.id(signing().getPublic()).equals(keyId)
                || next().filter(k -> Keys.id(k).equals(keyId)).isPresent()) {
            throw new IllegalStateException("key " + keyId + " signs, or will: rotate first");
        }
        List<PublicKey> keys = trusted();
        List<PublicKey> left =
                keys.stream().filter(k -> !Keys.id(k).equals(keyId)).toList();
        if (left.size() == keys.size()) {
            return false;
        }
        write(left);
        return true;
    }

    private void write(List<PublicKey> keys) throws IOException {
        StringBuilder pem = new StringBuilder();
        keys.forEach(k -> pem.append(Keys.publicPem(k)));
        Path parent = requireNonNull(published.getParent(), "a key file lies in a folder");
        Files.createDirectories(parent);
        Path temporary = Files.createTempFile(parent, TRUSTED, ".new");
        Files.writeString(temporary, pem);
        DurableFiles.sync(temporary);
        Files.move(temporary, published, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(parent);
    }
}
