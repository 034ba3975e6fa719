package io.quarry.agent;

import io.quarry.agent.asset.Identity;
import io.quarry.agent.kafka.CommandReader;
import io.quarry.agent.kafka.Heartbeats;
import io.quarry.agent.kafka.Outbox;
import io.quarry.agent.kafka.RecordSender;
import io.quarry.agent.task.TaskRunner;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running agent: starts its parts in order and ends them in the other. */
@Singleton
final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private final StateFolder state;
    private final TaskRunner runner;
    private final CommandReader reader;
    private final Outbox outbox;
    private final Heartbeats heartbeats;
    private final RecordSender sender;
    private boolean closed;

    Agent(
            StateFolder state,
            TaskRunner runner,
            CommandReader reader,
            Outbox outbox,
            Heartbeats heartbeats,
            RecordSender sender) {
        this.state = state;
        this.runner = runner;
        this.reader = reader;
        this.outbox = outbox;
        this.heartbeats = heartbeats;
        this.sender = sender;
    }

    Identity identity() {
        return state.identity();
    }

    /** Returns at once; a broker or a registry that is away is waited for. */
    void start() {
        LOG.info("Agent {} starts: asset {}", AgentVersion.TEXT, identity().assetId());
        runner.onRoom(reader::wakeup);
        outbox.resume();
        reader.start();
    }

    /**
     * Ends within two seconds, also when the broker is away or a collector hangs. Nothing is lost by that: tasks without an
     * outcome go on with the next start, and so does the sending of outcomes that the broker did not acknowledge.
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        LOG.info("Agent stops; unfinished tasks go on with the next start");
        reader.close();
        runner.close();
        outbox.close();
        heartbeats.close();
        sender.close();
        state.close();
    }
}
