package io.quarry.results.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * An open page of a run. It is always sent the newest state and skips what it was too slow for, so a slow one holds no
 * more than two states, and one that comes back after its connection broke has missed nothing.
 */
final class RunFollower {
    private static final MediaType JSON = new MediaType("application", "json", StandardCharsets.UTF_8);
    /** After which a browser tries again, milliseconds. */
    private static final long RETRY_MS = 1_000;

    private final SseEmitter emitter;
    private final Executor senders;
    private final AtomicReference<@Nullable RunSnapshot> newest = new AtomicReference<>();
    private final AtomicBoolean sending = new AtomicBoolean();
    /** Only touched by who has {@link #sending}. */
    private @Nullable RunSnapshot sent;

    RunFollower(SseEmitter emitter, Executor senders) {
        this.emitter = emitter;
        this.senders = senders;
    }

    /** Returns at once. */
    void show(RunSnapshot snapshot) {
        newest.set(snapshot);
        if (sending.compareAndSet(false, true)) {
            senders.execute(this::send);
        }
    }

    /** Returns at once; a page that is gone is noticed when something is written to it. */
    void stillHere() {
        if (sending.compareAndSet(false, true)) {
            senders.execute(() -> {
                write(SseEmitter.event().comment("still here"));
                send();
            });
        }
    }

    private void send() {
        do {
            RunSnapshot next = newest.getAndSet(null);
            if (next != null && !next.equals(sent)) {
                String json = next.since(sent);
                sent = next;
                write(SseEmitter.event().name("run").reconnectTime(RETRY_MS).data(json, JSON));
                if (next.done()) {
                    end();
                }
            }
            sending.set(false);
        } while (newest.get() != null && sending.compareAndSet(false, true));
    }

    private void write(SseEmitter.SseEventBuilder event) {
        try {
            emitter.send(event);
        } catch (IOException | IllegalStateException e) {
            end(); // the page was closed
        }
    }

    /** Has the browser come back, unless the run is done. */
    void end() {
        emitter.complete();
    }
}
