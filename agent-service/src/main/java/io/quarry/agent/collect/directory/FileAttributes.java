package io.quarry.agent.collect.directory;

import java.util.ArrayList;
import java.util.List;

/** Attributes of files of Windows by their names. */
final class FileAttributes {
    /** FILE_ATTRIBUTE_* of winnt.h from the lowest bit on. */
    private static final String[] NAMES = {
        "READ_ONLY",
        "HIDDEN",
        "SYSTEM",
        "",
        "", // a folder: the type says so
        "ARCHIVE",
        "DEVICE",
        "", // nothing else
        "TEMPORARY",
        "SPARSE",
        "REPARSE_POINT",
        "COMPRESSED",
        "OFFLINE",
        "NOT_CONTENT_INDEXED",
        "ENCRYPTED",
        "INTEGRITY_STREAM",
        "VIRTUAL",
        "NO_SCRUB_DATA",
        "RECALL_ON_OPEN",
        "PINNED",
        "UNPINNED",
        "",
        "RECALL_ON_DATA_ACCESS"
    };

    private FileAttributes() {}

    static List<String> of(int bits) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NAMES.length; i++) {
            if ((bits & 1 << i) != 0 && !NAMES[i].isEmpty()) {
                names.add(NAMES[i]);
            }
        }
        return names;
    }
}
