package io.quarry.cli.stack;

import io.quarry.schemas.KeyRing;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;

/** The folder of one stack, locked while it runs. */
final class DataFolder implements AutoCloseable {
    private static final int TOKEN_BYTES = 32;

    private final Path root;
    private final FileChannel lock;

    private DataFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** @throws StackException when it can't be used, with what to do */
    static DataFolder open(Path root) {
        try {
            PrivateFile.createFolders(root);
            FileChannel channel =
                    FileChannel.open(root.resolve("up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new StackException(
                        "Another `quarry up` runs in " + root
                                + ". Use that one (its address is in address.json there), end it, or give another --data folder.");
            }
            DataFolder folder = new DataFolder(root, channel);
            PrivateFile.createFolders(folder.logs());
            return folder;
        } catch (IOException e) {
            throw unusable(root, e);
        }
    }

    /** Why the folder can't be used: a full disk, missing rights. The lock is let go. */
    StackException unusable(IOException why) {
        try {
            close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        return unusable(root, why);
    }

    private static StackException unusable(Path root, IOException why) {
        return new StackException(
                "The data folder " + root + " can't be used (" + why + "). Free some space, mind who owns it, or give"
                        + " another one with --data.",
                why);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) { // by this very process
            return false;
        }
    }

    Path root() {
        return root;
    }

    Path logs() {
        return root.resolve("logs");
    }

    LogFile log(String child) {
        return new LogFile(logs().resolve(child + ".log"));
    }

    Path address() {
        return root.resolve("address.json");
    }

    Path ports() {
        return root.resolve("ports.properties");
    }

    Path tokenFile() {
        return root.resolve("token");
    }

    /** Public keys that agents and the results service pin. */
    Path trust() {
        return root.resolve("signing-keys.pem");
    }

    Path folder(String name) throws IOException {
        Path folder = root.resolve(name);
        PrivateFile.createFolders(folder);
        return folder;
    }

    /** The administrator's token, made at the first start. */
    String token() throws IOException {
        if (!Files.exists(tokenFile())) {
            byte[] random = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(random);
            PrivateFile.write(
                    tokenFile(), Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
        }
        return Files.readString(tokenFile()).strip();
    }

    /** Makes the key that commands are signed with before any scheduler starts, so that several don't race for it. */
    void signingKey() throws IOException {
        new KeyRing(root).signing();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
