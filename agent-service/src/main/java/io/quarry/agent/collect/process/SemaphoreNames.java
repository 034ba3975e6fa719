package io.quarry.agent.collect.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Names of POSIX semaphores by inode. Whoever creates one has mapped it under a passing name: the C library fills a file of
 * its own, gives that the name asked for as a second one, and deletes the first.
 */
final class SemaphoreNames {
    private static final String FOLDER = "dev/shm";
    private static final int MOST = 10_000;

    private final Map<Long, String> names = new HashMap<>();

    /** @param root of the process */
    static SemaphoreNames read(Path root) {
        SemaphoreNames found = new SemaphoreNames();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(FOLDER), "sem.*")) {
            for (Path file : files) {
                if (found.names.size() == MOST) {
                    break;
                }
                Object inode = Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
                found.names.put((Long) inode, "/" + FOLDER + "/" + file.getFileName());
            }
        } catch (IOException e) {
            return found; // then they keep the names they were mapped under
        }
        return found;
    }

    String name(long inode, String mapped) {
        return names.getOrDefault(inode, mapped);
    }
}
