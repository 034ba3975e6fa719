package io.quarry.agent;

import io.quarry.agent.asset.Identity;
import io.quarry.model.Asset;
import io.quarry.schemas.Keys;
import io.quarry.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The agent as a process of its own, in front of the shared fleet and with the flags of the embedded stack. */
final class AgentProcess {
    private AgentProcess() {}

    /** Starts it. @param within what runs the command line, such as {@code nsenter}; nothing for none */
    static Process start(Fleet fleet, Path state, Path log, String... within) throws IOException {
        List<String> command = new ArrayList<>(List.of(within));
        command.addAll(java(AgentMain.class.getName(), "run"));
        command.addAll(List.of("--brokers", fleet.broker().bootstrap(), "--registry", fleet.registryUrl()));
        Path folder = Files.createDirectories(state.toAbsolutePath().getParent());
        command.addAll(List.of("--trust", fleet.trust(folder).toString(), "--state", state.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** A command line that runs a class of this test's class path. */
    static List<String> java(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The id that an agent with this state folder has; the key is made when it is not there. */
    static String asset(Path state) throws IOException {
        return new Identity(Keys.loadOrCreate(state.resolve("agent-key.pem"))).assetId();
    }

    /** Waits for a heartbeat: a command from then on reaches it. */
    static void awaitReady(Fleet fleet, String asset) {
        fleet.topics().await(Topics.ASSETS, Commander.SOON.multipliedBy(3), r -> fleet.topics()
                .<Asset>codec(Topics.ASSETS)
                .decode(r.value())
                .getAssetId()
                .equals(asset));
    }
}
