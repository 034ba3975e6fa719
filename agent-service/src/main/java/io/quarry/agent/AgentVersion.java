package io.quarry.agent;

/** Version of the agent, as heartbeats and {@code --version} say it. */
public final class AgentVersion {
    public static final String TEXT = "0.1.0";

    private AgentVersion() {}
}
