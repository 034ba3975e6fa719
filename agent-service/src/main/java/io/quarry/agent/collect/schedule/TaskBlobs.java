package io.quarry.agent.collect.schedule;

import io.quarry.agent.natives.windows.MemoryImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Binary values of the scheduler's cache. Microsoft documents none of them; the layouts are those that "Windows Registry Forensics"
 * tools agree on (RegRipper's taskcache, Velociraptor's Windows.Forensics.TaskCache, the Cyber.WTF paper "Windows Registry Analysis: Task Scheduler").
 */
final class TaskBlobs {
    private static final int EXEC = 0x6666;
    private static final int COM_HANDLER = 0x7777;
    private static final int EMAIL = 0x8888;
    private static final int MESSAGE = 0x9999;
    private static final int MOST_ACTIONS = 1_024;
    private static final int WITH_SUCCESS = 36;
    private static final int SHORTEST = 28;

    private TaskBlobs() {}

    /**
     * The value DynamicInfo.
     *
     * @param created FILETIME
     * @param lastRun FILETIME, 0 when it never ran
     * @param result of the last run
     * @param lastSuccess FILETIME, 0 when there is none or it is not told
     */
    record Dynamic(long created, long lastRun, int state, long result, long lastSuccess) {}

    /** @throws IllegalArgumentException when it is too short, as in what follows */
    static Dynamic dynamic(byte[] value) {
        if (value.length < SHORTEST) {
            throw new IllegalArgumentException("DynamicInfo of " + value.length + " bytes");
        }
        MemoryImage image = new MemoryImage(0, value, Long.BYTES);
        return new Dynamic(
                image.i64(4),
                image.i64(12),
                image.i32(20),
                image.u32(24),
                value.length >= WITH_SUCCESS ? image.i64(28) : 0);
    }

    /** The value Actions. */
    static List<TaskDefinition.Action> actions(byte[] value) {
        return new Cursor(new MemoryImage(0, value, Long.BYTES)).actions();
    }

    private static final class Cursor {
        private final MemoryImage image;
        private int at;

        Cursor(MemoryImage image) {
            this.image = image;
        }

        List<TaskDefinition.Action> actions() {
            List<TaskDefinition.Action> actions = new ArrayList<>();
            int version = word();
            if (version > 1) {
                text(); // the principal that they are of
            }
            while (at < image.length() && actions.size() < MOST_ACTIONS) {
                actions.add(action(word(), version));
            }
            return actions;
        }

        private TaskDefinition.Action action(int kind, int version) {
            text(); // its id
            switch (kind) {
                case EXEC -> {
                    String command = text();
                    String arguments = text();
                    String folder = text();
                    if (version > 2) {
                        word(); // flags
                    }
                    return new TaskDefinition.Action("Exec", command, arguments, folder, null);
                }
                case COM_HANDLER -> {
                    String id = guid();
                    return new TaskDefinition.Action("ComHandler", null, text(), null, id);
                }
                case MESSAGE -> {
                    String caption = text();
                    return new TaskDefinition.Action("ShowMessage", null, caption + ": " + text(), null, null);
                }
                case EMAIL -> {
                    at = image.length(); // Windows has not sent any since 2012: what follows is not read
                    return new TaskDefinition.Action("SendEmail", null, null, null, null);
                }
                default -> throw new IllegalArgumentException(String.format("an action of kind 0x%04x", kind));
            }
        }

        private int word() {
            int value = image.u16(at);
            at += Short.BYTES;
            return value;
        }

        private String text() {
            int length = image.i32(at);
            String text = image.text(at + Integer.BYTES, length);
            at += Integer.BYTES + length;
            return text;
        }

        private String guid() {
            StringBuilder out = new StringBuilder(38)
                    .append(String.format("{%08X-%04X-%04X-", image.i32(at), image.u16(at + 4), image.u16(at + 6)));
            for (int i = 8; i < 16; i++) {
                out.append(i == 10 ? "-" : "").append(String.format("%02X", image.u8(at + i)));
            }
            at += 16;
            return out.append('}').toString();
        }
    }
}
