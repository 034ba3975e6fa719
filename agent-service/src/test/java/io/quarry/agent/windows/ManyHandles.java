package io.quarry.agent.windows;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;

/**
 * A process on Windows that holds many handles: events, each with a handle of its own. Says so on standard output, and ends when
 * its standard input does. Run by {@code benchmarks/windows}.
 */
public final class ManyHandles {
    private ManyHandles() {}

    public static void main(String[] arguments) throws Exception {
        Function create = NativeLibrary.getInstance("kernel32").getFunction("CreateEventW");
        int wanted = Integer.parseInt(arguments[0]);
        for (int i = 0; i < wanted; i++) {
            if (create.invokePointer(new Object[] {null, 1, 0, null}) == null) {
                throw new IllegalStateException("only " + i + " handles");
            }
        }
        System.out.println("ready " + ProcessHandle.current().pid());
        while (System.in.read() >= 0) {
            // until who started it closes it
        }
    }
}
