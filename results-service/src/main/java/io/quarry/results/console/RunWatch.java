package io.quarry.results.console;

import io.quarry.results.query.UnknownIdException;
import io.quarry.results.store.Store;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells the open pages of a run what is new. The run is looked at once for all of its pages, and only when the store has
 * taken something; a page costs no thread.
 */
@Component
class RunWatch implements ApplicationListener<ContextClosedEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);
    private static final Duration LOOK = Duration.ofMillis(300);
    /** Runs also change with the time: they expire. In looks, 5 s. */
    private static final int SILENT_LOOKS = 17;

    private static final int SENDERS = 4;
    /** Then the browser comes back: what was lost without a word does not stay for ever. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final RunFragments fragments;
    private final Store store;
    private final Map<String, Set<RunFollower>> followers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(named("run-watch"));
    private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS, named("run-watch-send"));
    private long seen = -1;
    private int silent;

    RunWatch(RunFragments fragments, Store store) {
        this.fragments = fragments;
        this.store = store;
        looking.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @throws UnknownIdException when there is no such run */
    SseEmitter follow(String run) {
        RunSnapshot first = fragments.of(run);
        SseEmitter emitter = new SseEmitter(LONGEST.toMillis());
        RunFollower follower = new RunFollower(emitter, senders);
        emitter.onTimeout(emitter::complete);
        emitter.onCompletion(() -> remove(run, follower));
        followers.compute(run, (id, all) -> {
            Set<RunFollower> set = all == null ? ConcurrentHashMap.newKeySet() : all;
            set.add(follower);
            return set;
        });
        follower.show(first);
        return emitter;
    }

    /** Pages that are open. */
    int size() {
        return followers.values().stream().mapToInt(Set::size).sum();
    }

    private void remove(String run, RunFollower follower) {
        followers.computeIfPresent(run, (id, all) -> {
            all.remove(follower);
            return all.isEmpty() ? null : all;
        });
    }

    private void look() {
        try {
            long count = store.commits().count();
            if (count != seen) {
                seen = count;
                silent = 0;
                followers.forEach(this::tell);
            } else if (++silent >= SILENT_LOOKS) {
                silent = 0;
                followers.forEach(this::tell);
                followers.values().forEach(all -> all.forEach(RunFollower::stillHere));
            }
        } catch (RuntimeException e) { // it must go on: the next look may find the store well again
            LOG.warn("open pages of runs were not told what is new; they are at the next look", e);
        }
    }

    private void tell(String run, Set<RunFollower> all) {
        try {
            RunSnapshot now = fragments.of(run);
            all.forEach(f -> f.show(now));
        } catch (UnknownIdException e) { // retired while it was looked at
            all.forEach(RunFollower::end);
        }
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        looking.shutdownNow();
        followers.values().forEach(all -> all.forEach(RunFollower::end));
    }

    @PreDestroy
    void stop() {
        senders.shutdownNow();
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
