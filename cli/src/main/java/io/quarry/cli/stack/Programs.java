package io.quarry.cli.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the registry and the services are started for the embedded stack; every one listens on 127.0.0.1 only. */
final class Programs {
    private static final int REGISTRY_HEAP_MB = 192;
    /** A firing for 100,000 assets and its send buffers; grows only when used. */
    private static final int SCHEDULER_HEAP_MB = 512;
    /** Polls of 200,000 records; grows only when used. */
    private static final int RESULTS_HEAP_MB = 768;

    private static final int AGENT_HEAP_MB = 64;
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Installation installation;
    private final DataFolder data;
    private final Ports ports;
    private final String brokers;
    private final int registryPort;
    private final boolean quick;

    Programs(Installation installation, DataFolder data, Ports ports, String brokers, boolean quick) {
        this.installation = installation;
        this.data = data;
        this.ports = ports;
        this.brokers = brokers;
        this.registryPort = ports.port("registry");
        this.quick = quick;
    }

    String registryUrl() {
        return "http://127.0.0.1:" + registryPort + "/apis/ccompat/v7";
    }

    ChildSpec registry() throws IOException {
        Path jar = installation.registry();
        Path folder = data.folder("registry");
        Map<String, String> environment = Map.of(
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", Integer.toString(registryPort),
                "QUARKUS_MANAGEMENT_HOST", "127.0.0.1", // on all addresses otherwise
                "QUARKUS_MANAGEMENT_PORT", Integer.toString(ports.port("registry-management")),
                "QUARKUS_BANNER_ENABLED", "false",
                "QUARKUS_HTTP_ACCESS_LOG_ENABLED", "false",
                "APICURIO_STORAGE_KIND", "sql",
                "APICURIO_DATASOURCE_URL", "jdbc:h2:file:" + folder.resolve("registry"));
        return new ChildSpec(
                "registry",
                new JavaCommand(installation, REGISTRY_HEAP_MB).quick(true).jar(jar),
                environment,
                folder,
                Probe.http(registryUrl() + "/subjects"),
                GRACE);
    }

    /** @param number from 1 */
    ChildSpec scheduler(int number) throws IOException {
        String name = "scheduler-" + number;
        Map<String, String> environment = service(ports.port(name), data.root());
        environment.put("QUARRY_INSTANCE", name);
        return new ChildSpec(
                name,
                new JavaCommand(installation, SCHEDULER_HEAP_MB).quick(quick).jar(installation.scheduler()),
                environment,
                data.folder(name),
                Probe.http("http://127.0.0.1:" + ports.port(name) + "/actuator/health"),
                GRACE);
    }

    ChildSpec results(int webPort, List<String> schedulers) throws IOException {
        Path folder = data.folder("results");
        Map<String, String> environment = service(webPort, folder);
        environment.put("QUARRY_TRUST", data.trust().toString());
        environment.put("QUARRY_SCHEDULER_URLS", String.join(",", schedulers));
        return new ChildSpec(
                "results",
                new JavaCommand(installation, RESULTS_HEAP_MB)
                        .quick(quick)
                        .flags("--add-opens=java.base/java.nio=ALL-UNNAMED")
                        .jar(installation.results()),
                environment,
                folder,
                Probe.http("http://127.0.0.1:" + webPort + "/actuator/health"),
                GRACE);
    }

    /** @param number from 1 */
    ChildSpec agent(int number) throws IOException {
        String name = "agent-" + number;
        Path folder = data.folder(name);
        List<String> command = new JavaCommand(installation, AGENT_HEAP_MB)
                .quick(true)
                .flags("-Xss512k")
                .jar(
                        installation.agent(),
                        "run",
                        "--brokers",
                        brokers,
                        "--registry",
                        registryUrl(),
                        "--trust",
                        data.trust().toString(),
                        "--state",
                        folder.toString());
        return new ChildSpec(name, command, Map.of(), folder, Probe.running(), GRACE);
    }

    String schedulerUrl(int number) {
        return "http://127.0.0.1:" + ports.port("scheduler-" + number);
    }

    private Map<String, String> service(int port, Path folder) {
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARRY_BROKERS", brokers);
        environment.put("QUARRY_REGISTRY", registryUrl());
        environment.put("QUARRY_BIND", "127.0.0.1");
        environment.put("QUARRY_PORT", Integer.toString(port));
        environment.put("QUARRY_TOKEN_FILE", data.tokenFile().toString());
        environment.put("QUARRY_DATA", folder.toString());
        return environment;
    }
}
