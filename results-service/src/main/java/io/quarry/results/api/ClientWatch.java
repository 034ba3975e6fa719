package io.quarry.results.api;

import io.quarry.results.query.RunningStatements;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Cancels queries whose client is gone. A servlet learns that only when it writes, and a query writes nothing before it
 * has its answer; so this looks at the connections of requests that wait for the store. Tomcat offers no other way than
 * to try a read that does not block. It is safe because the thread of the request is held in its statement meanwhile and
 * its body has been read; what a client sends early stays in Tomcat's buffer.
 */
@Component
class ClientWatch implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, SmartLifecycle {
    private static final Duration AGE = Duration.ofMillis(500);

    private final Map<Thread, org.apache.coyote.Request> connections = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService watching;

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addEngineValves(new Noting());
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "client-watch");
            thread.setDaemon(true);
            return thread;
        });
        started.scheduleWithFixedDelay(
                () -> RunningStatements.cancelIf(AGE, this::gone),
                AGE.toMillis(),
                AGE.toMillis(),
                TimeUnit.MILLISECONDS);
        watching = started;
    }

    @Override
    public synchronized void stop() {
        if (watching != null) {
            watching.shutdownNow();
            watching = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return watching != null;
    }

    /** At the end of a connection Tomcat says that one byte is there, for the read that would fail. */
    private boolean gone(Thread thread) {
        org.apache.coyote.Request request = connections.get(thread);
        if (request == null) {
            return false;
        }
        request.action(ActionCode.AVAILABLE, Boolean.TRUE);
        return request.getAvailable() == 1;
    }

    private final class Noting extends ValveBase {
        Noting() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            connections.put(Thread.currentThread(), request.getCoyoteRequest());
            try {
                getNext().invoke(request, response);
            } finally {
                connections.remove(Thread.currentThread());
            }
        }
    }
}
