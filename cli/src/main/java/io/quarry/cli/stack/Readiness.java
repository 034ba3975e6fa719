package io.quarry.cli.stack;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Waits for children to be ready, and says now and then which ones it waits for. */
final class Readiness {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration SAY_EVERY = Duration.ofSeconds(5);

    private final StackListener listener;

    Readiness(StackListener listener) {
        this.listener = listener;
    }

    /** @throws StackException when one does not start, at once, or is not ready in time */
    void await(List<Child> children) throws InterruptedException {
        long began = System.nanoTime();
        CompletableFuture<?> outcome = outcome(children);
        while (true) {
            try {
                outcome.get(SAY_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                listener.say(names(children) + ": ready");
                return;
            } catch (TimeoutException e) {
                stillWaiting(children, Duration.ofNanos(System.nanoTime() - began));
            } catch (ExecutionException e) {
                throw e.getCause() instanceof StackException why ? why : new StackException(e.toString(), e);
            }
        }
    }

    private void stillWaiting(List<Child> children, Duration elapsed) {
        List<Child> late =
                children.stream().filter(c -> !c.firstReady().isDone()).toList();
        if (!late.isEmpty() && elapsed.compareTo(LIMIT) > 0) {
            throw new StackException(late.get(0).troubleReport("is not ready after " + LIMIT.toSeconds() + " s"));
        }
        listener.say("waiting for " + names(late) + " (" + elapsed.toSeconds() + " s)");
    }

    /** Completes when all are ready, or with the first failure. */
    private static CompletableFuture<?> outcome(List<Child> children) {
        CompletableFuture<@Nullable Void> outcome = new CompletableFuture<>();
        children.forEach(c -> c.firstReady().whenComplete((ok, e) -> {
            if (e != null) {
                outcome.completeExceptionally(e);
            }
        }));
        CompletableFuture.allOf(children.stream().map(Child::firstReady).toArray(CompletableFuture[]::new))
                .whenComplete((ok, e) -> {
                    if (e == null) {
                        outcome.complete(null);
                    }
                });
        return outcome;
    }

    private static String names(List<Child> children) {
        return children.stream().map(Child::name).collect(Collectors.joining(", "));
    }
}
