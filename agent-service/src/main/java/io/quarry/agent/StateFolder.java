package io.quarry.agent;

import io.quarry.agent.asset.Identity;
import io.quarry.agent.ledger.Ledger;
import io.quarry.agent.natives.windows.FileSecurity;
import io.quarry.model.Platform;
import io.quarry.schemas.Keys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The folder that makes an asset: its key pair and its ledger. One agent at a time may use it. */
final class StateFolder implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String KEY = "agent-key.pem";
    private static final String ONLY_SYSTEM_ADMINISTRATORS_OWNER =
            "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OW)";
    private static final String LEDGER = "tasks.ledger";

    private final FileChannel lock;
    private final Identity identity;
    private final Ledger ledger;

    private StateFolder(FileChannel lock, Identity identity, Ledger ledger) {
        this.lock = lock;
        this.identity = identity;
        this.ledger = ledger;
    }

    /** @throws IOException when the folder can't be used, or another agent uses it */
    static StateFolder open(Path folder, InstantSource clock) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
            protect(folder);
        }
        FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(lock) == null) {
                throw new IOException("another agent uses the state folder " + folder);
            }
            Identity identity = new Identity(Keys.loadOrCreate(folder.resolve(KEY)));
            return new StateFolder(lock, identity, Ledger.open(folder.resolve(LEDGER), clock));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** On Windows a new folder has what its parent hands down, which lets others read below many folders. */
    private static void protect(Path folder) throws IOException {
        if (PlatformOfHost.current() == Platform.WINDOWS) {
            try {
                FileSecurity.set(folder.toAbsolutePath().toString(), ONLY_SYSTEM_ADMINISTRATORS_OWNER);
            } catch (LinkageError e) {
                throw new IOException("the state folder can't be protected: " + e.getMessage(), e);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another agent in this very process
        }
    }

    Identity identity() {
        return identity;
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() throws IOException {
        ledger.close();
        lock.close();
    }
}
