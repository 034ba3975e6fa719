package io.quarry.agent;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanContextException;
import io.quarry.agent.natives.linux.Kernel;
import io.quarry.model.Platform;
import io.quarry.schemas.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves a fleet until it is stopped. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves a fleet until it is stopped: obeys signed commands for this asset, sends findings, opens no port.",
            "Each setting may also come from the environment (QUARRY_AGENT_BROKERS, ..., QUARRY_AGENT_LABELS=K=V,K=V)"
                    + " or a properties file (brokers=, ..., label.K=V, kafka.* for the Kafka clients)."
        })
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final int INVALID = CommandLine.ExitCode.USAGE;

    @Option(names = "--brokers", paramLabel = "HOST:PORT[,...]", description = "Kafka brokers.")
    private @Nullable String brokers;

    @Option(names = "--registry", paramLabel = "URL", description = "Schema registry (Confluent-compatible API).")
    private @Nullable String registry;

    @Option(names = "--trust", paramLabel = "PEM", description = "Public keys whose commands are obeyed.")
    private @Nullable String trust;

    @Option(names = "--state", paramLabel = "DIR", description = "Folder of this asset's key and task ledger.")
    private @Nullable String state;

    @Option(names = "--heartbeat", paramLabel = "DURATION", description = "Interval, 1s to 1h (default 60s).")
    private @Nullable String heartbeat;

    @Option(names = "--label", paramLabel = "K=V", description = "What the asset says about itself; repeatable.")
    private Map<String, String> labels = new HashMap<>();

    @Option(names = "--config", paramLabel = "FILE", description = "Properties file with the same settings.")
    private @Nullable Path config;

    @Override
    public Integer call() throws InterruptedException {
        AgentLog.install();
        AgentSettings settings;
        try {
            settings = new SettingsReader(flags(), System.getenv()).read(config, labels);
        } catch (InvalidSettingsException e) {
            System.err.println("The agent does not start, these settings are wrong:");
            System.err.println(e.getMessage());
            return INVALID;
        }
        stepBehind();
        try (ApplicationContext context =
                ApplicationContext.builder().singletons(settings).banner(false).start()) {
            serve(context.getBean(Agent.class));
            return CommandLine.ExitCode.OK;
        } catch (BeanContextException e) {
            LOG.error("The agent does not start: {}", cause(e));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private Map<String, String> flags() {
        Map<String, String> given = new HashMap<>();
        put(given, "brokers", brokers);
        put(given, "registry", registry);
        put(given, "trust", trust);
        put(given, "state", state);
        put(given, "heartbeat", heartbeat);
        return given;
    }

    private static void put(Map<String, String> given, String name, @Nullable String value) {
        if (value != null) {
            given.put(name, value);
        }
    }

    /** A hunt must not slow down what the host is there for; every thread that is started from here on inherits it. */
    private static void stepBehind() {
        if (PlatformOfHost.current() != Platform.LINUX) {
            return;
        }
        try {
            if (!new Kernel().lowestIoPriority()) {
                LOG.warn("The kernel refuses a low I/O priority: hunts read with the normal one");
            }
        } catch (LinkageError e) {
            LOG.warn("The C library can't be called: hunts read with the normal I/O priority ({})", e.getMessage());
        }
    }

    private static void serve(Agent agent) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(agent), "stop"));
        agent.start();
        never.await(); // a signal ends the process through the hook
    }

    private static void close(Agent agent) {
        try {
            agent.close();
        } catch (IOException e) {
            LOG.warn("The state folder could not be closed: {}", e.toString());
        }
    }

    private static String cause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }
}
