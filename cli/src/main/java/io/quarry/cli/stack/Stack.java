package io.quarry.cli.stack;

import io.quarry.schemas.JobCatalogue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * A running stack. The broker and the registry start side by side; with topics and schemas in place the services and
 * agents follow, all at once. It ends with {@link #close}, and its processes end with this JVM in any case.
 */
public final class Stack implements AutoCloseable {
    private static final Duration THROWN_AWAY = Duration.ofSeconds(5);

    private final StackOptions options;
    private final DataFolder data;
    private final StackListener listener;
    private final StackPointer pointer;
    private final Ports ports;
    private final Broker broker;
    private final Programs programs;
    private final Address address;
    private final Map<String, Child> children = new ConcurrentSkipListMap<>();
    private final Readiness readiness;
    private volatile boolean closed;

    private Stack(
            Installation installation, StackOptions options, DataFolder data, StackListener listener, StackPointer user)
            throws IOException {
        this.options = options;
        this.data = data;
        this.listener = listener;
        this.readiness = new Readiness(listener);
        this.pointer = user;
        this.ports = Ports.load(data.ports());
        this.broker = new Broker(installation, data, ports);
        this.programs = new Programs(installation, data, ports, broker.address(), options.shortLived());
        int web = options.port() == 0 ? Ports.any() : options.port();
        this.address = new Address("http://127.0.0.1:" + web, data.token(), broker.address(), programs.registryUrl());
    }

    /**
     * Locks the data folder and decides on ports; nothing runs yet.
     *
     * @param user where to leave the pointer for other commands
     * @throws StackException when it can't be started there, with the reason and what to do
     */
    public static Stack open(
            Installation installation, StackOptions options, StackListener listener, StackPointer user) {
        installation.check();
        if (options.port() != 0 && !Ports.free(options.port())) {
            throw new StackException("Port " + options.port()
                    + " on 127.0.0.1 is taken. End what listens there, or give another one with --port.");
        }
        DataFolder data = DataFolder.open(options.data());
        try {
            return new Stack(installation, options, data, listener, user);
        } catch (IOException e) {
            throw data.unusable(e);
        }
    }

    /**
     * Starts everything and returns when the web address answers.
     *
     * @throws StackException when something does not start, with the reason and the end of its log; {@link #close}
     *     ends the rest
     */
    public void start() throws InterruptedException {
        try {
            startAll();
        } catch (IOException e) {
            throw data.unusable(e);
        }
    }

    public Address address() {
        return address;
    }

    public StackOptions options() {
        return options;
    }

    /** All processes by name: broker, registry, scheduler-1, ..., results, agent-1, ... */
    public List<Child> children() {
        return List.copyOf(children.values());
    }

    /** @throws IllegalArgumentException when there is no such child */
    public Child child(String name) {
        Child child = children.get(name);
        if (child == null) {
            throw new IllegalArgumentException("no child " + name + "; there are " + children.keySet());
        }
        return child;
    }

    /** Ends every process, the agents first and the broker last, and unlocks the data folder. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (options.shortLived()) { // nobody will read what they would still write
            stopTogether(named("agent-", "results", "scheduler-"), THROWN_AWAY);
            stopTogether(named("registry", "broker"), Duration.ZERO);
        } else {
            stopTogether(named("agent-"), null);
            stopTogether(named("results", "scheduler-"), null);
            stopTogether(named("registry", "broker"), null);
        }
        try {
            Files.deleteIfExists(data.address());
            pointer.remove(data.address());
            data.close();
        } catch (IOException e) {
            listener.say("The data folder could not be left in order: " + e);
        }
    }

    private void startAll() throws IOException, InterruptedException {
        data.signingKey();
        Child registry = child(programs.registry());
        registry.start();
        broker.prepare();
        Child brokerChild = child(broker.spec(options.shortLived()));
        brokerChild.start();
        readiness.await(List.of(brokerChild));
        int made = TopicSetup.EMBEDDED
                .createTopics(broker.address(), JobCatalogue.installed())
                .size();
        listener.say("topics: " + (made == 0 ? "all there" : made + " made"));
        List<Child> services = startServices();
        ports.save();
        readiness.await(List.of(registry));
        TopicSetup.registerSchemas(programs.registryUrl(), JobCatalogue.installed());
        listener.say("schemas: registered");
        readiness.await(services);
        address.write(data.address());
        pointer.add(data.address());
    }

    private List<Child> startServices() throws IOException {
        List<Child> services = new ArrayList<>();
        List<String> schedulers = new ArrayList<>();
        for (int i = 1; i <= options.schedulers(); i++) {
            services.add(child(programs.scheduler(i)));
            schedulers.add(programs.schedulerUrl(i));
        }
        int web = URI.create(address.url()).getPort();
        services.add(child(programs.results(web, schedulers)));
        for (int i = 1; i <= options.agents(); i++) {
            services.add(child(programs.agent(i)));
        }
        services.forEach(Child::start);
        return services;
    }

    private Child child(ChildSpec spec) {
        if (closed) {
            throw new StackException("stopped while it was starting");
        }
        Child child = new Child(spec, data.log(spec.name()), listener);
        children.put(spec.name(), child);
        return child;
    }

    private List<Child> named(String... prefixes) {
        return children().stream()
                .filter(c -> List.of(prefixes).stream().anyMatch(c.name()::startsWith))
                .toList();
    }

    private static void stopTogether(List<Child> list, @Nullable Duration grace) {
        List<Thread> threads = new ArrayList<>();
        for (Child child : list) {
            Thread thread = new Thread(
                    () -> {
                        if (grace == null) {
                            child.stop();
                        } else {
                            child.stop(grace);
                        }
                    },
                    "stopping " + child.name());
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the leashes end the rest
                return;
            }
        }
    }
}
