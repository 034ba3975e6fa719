package io.quarry.agent.task;

/** Where a thread is, for people who want to know what it hangs in. */
final class Whereabouts {
    private static final String OURS = "io.quarry.";

    private Whereabouts() {}

    /** @return the call it is in and the line of the agent that made it: {@code in open0, called at LocalSocket:41} */
    static String of(Thread thread) {
        StackTraceElement[] calls = thread.getStackTrace();
        if (calls.length == 0) {
            return "its thread has ended";
        }
        String in = "in " + simple(calls[0]) + "." + calls[0].getMethodName();
        for (StackTraceElement call : calls) {
            if (call.getClassName().startsWith(OURS)) {
                return in + ", called at " + simple(call) + ":" + call.getLineNumber();
            }
        }
        return in;
    }

    private static String simple(StackTraceElement call) {
        String name = call.getClassName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
