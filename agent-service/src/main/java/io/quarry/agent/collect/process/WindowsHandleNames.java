package io.quarry.agent.collect.process;

import io.quarry.agent.natives.windows.ForeignHandle;
import io.quarry.agent.natives.windows.WindowsCallException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Names of objects, asked for on a thread that can be given up: the kernel answers for a file that another thread waits on only
 * when that wait ends. A thread that hangs keeps its handle and is replaced; there is a bound on how many may hang.
 */
final class WindowsHandleNames implements AutoCloseable {
    private static final long BOUND_MILLIS = 500;
    private static final int MOST_HANGING = 32;

    private @Nullable Worker worker;
    private int hanging;

    /** What came of it. */
    record Answer(
            Optional<String> name, boolean hung, @Nullable String failure) {}

    /** One thread, with one question at a time. */
    private static final class Worker extends Thread {
        private final BlockingQueue<Optional<ForeignHandle>> questions = new ArrayBlockingQueue<>(1);
        private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(1);

        Worker() {
            super("handle-names");
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                Optional<ForeignHandle> question = questions.take();
                while (question.isPresent()) {
                    try (ForeignHandle handle = question.get()) {
                        answers.put(ask(handle));
                    }
                    question = questions.take();
                }
            } catch (InterruptedException e) {
                currentThread().interrupt();
            }
        }

        private static Answer ask(ForeignHandle handle) {
            try {
                return new Answer(Optional.of(handle.name()).filter(name -> !name.isEmpty()), false, null);
            } catch (WindowsCallException e) {
                return new Answer(Optional.empty(), false, e.getMessage());
            } catch (IllegalArgumentException e) {
                return new Answer(Optional.empty(), false, "its name: " + e.getMessage());
            }
        }
    }

    /** Asks, and closes the handle when it is answered. */
    Answer of(ForeignHandle handle) {
        if (hanging >= MOST_HANGING) {
            handle.close();
            return new Answer(Optional.empty(), true, null);
        }
        if (worker == null) {
            worker = new Worker();
            worker.start();
        }
        try {
            worker.questions.put(Optional.of(handle));
            Answer answer = worker.answers.poll(BOUND_MILLIS, TimeUnit.MILLISECONDS);
            if (answer != null) {
                return answer;
            }
            hanging++;
            worker.questions.add(Optional.empty()); // so that it ends when it comes back
            worker = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the sink says why at its next checkpoint
        }
        return new Answer(Optional.empty(), true, null);
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.questions.add(Optional.empty());
            worker = null;
        }
    }
}
