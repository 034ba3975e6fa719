package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.MalformedTextException;

/** A task's XML, and the values of the scheduler's cache. */
public final class WindowsTaskFuzz {
    private WindowsTaskFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            TaskXml.parse(data);
        } catch (MalformedTextException e) {
            // as documented
        }
        try {
            TaskBlobs.actions(data);
        } catch (IllegalArgumentException e) {
            // as documented
        }
        try {
            TaskBlobs.dynamic(data);
        } catch (IllegalArgumentException e) {
            // as documented
        }
    }
}
