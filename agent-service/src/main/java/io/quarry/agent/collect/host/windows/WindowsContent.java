package io.quarry.agent.collect.host.windows;

import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.natives.windows.FileHandle;
import io.quarry.agent.natives.windows.WindowsCallException;

/** A file's content, opened without keeping anybody from anything. */
public final class WindowsContent implements FileHashes.Content {
    private static final int HUNDRED_NANOS = 100;

    private final FileHandle file;

    private WindowsContent(FileHandle file) {
        this.file = file;
    }

    /** @param path with its drive, of any length */
    public static WindowsContent open(String path) throws WindowsCallException {
        return new WindowsContent(FileHandle.read(path));
    }

    @Override
    public FileHashes.Identity identity() throws WindowsCallException {
        FileHandle.Facts facts = file.facts();
        return new FileHashes.Identity(
                facts.volume(),
                facts.index(),
                facts.written() * HUNDRED_NANOS,
                facts.changed() * HUNDRED_NANOS,
                facts.size());
    }

    @Override
    public int read(byte[] into) throws WindowsCallException {
        return file.read(into);
    }

    @Override
    public void close() {
        file.close();
    }
}
