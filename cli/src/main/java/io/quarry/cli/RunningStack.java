package io.quarry.cli;

import io.quarry.cli.stack.Installation;
import io.quarry.cli.stack.Stack;
import io.quarry.cli.stack.StackOptions;
import io.quarry.cli.stack.StackPointer;
import java.util.concurrent.CountDownLatch;

/** A stack in the foreground: ends with Ctrl-C, SIGTERM or {@link #close}, whatever comes first. */
final class RunningStack implements AutoCloseable {
    private final Stack stack;
    private final StackLog log;
    private final Runnable afterwards;
    private final Thread hook = new Thread(this::end, "end of the stack");
    private boolean ended;

    /** @param afterwards what remains to be done when everything has ended */
    RunningStack(StackOptions options, StackLog log, Runnable afterwards) {
        this.log = log;
        this.afterwards = afterwards;
        this.stack = Stack.open(Installation.find(), options, log, StackPointer.ofUser(System.getenv()));
    }

    Stack start() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(hook);
        log.say("data folder " + stack.options().data() + ", logs in "
                + stack.options().data().resolve("logs"));
        stack.start();
        return stack;
    }

    /** Waits for the signal that ends this JVM. */
    static void awaitSignal() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Ending already: the hook found nothing left to do.
        }
    }

    private synchronized void end() {
        if (!ended) {
            ended = true;
            log.say("stopping");
            stack.close();
            afterwards.run();
            log.say("stopped");
        }
    }
}
