package io.quarry.agent.kafka;

import static java.util.Objects.requireNonNull;

import io.quarry.agent.asset.Identity;
import io.quarry.agent.command.CommandPosition;
import io.quarry.agent.command.ReceivedCommand;
import io.quarry.agent.ledger.Ledger;
import io.quarry.agent.task.TaskIntake;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the one partition of {@code hunt.commands} that this asset's id hashes to. One thread owns the consumer. */
public final class CommandReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandReader.class);
    private static final Duration POLL = Duration.ofMillis(ClientSettings.FETCH_WAIT_MS);
    private static final Duration ASK = Duration.ofSeconds(5);
    private static final long CLOSE_MS = 200;
    private static final CloseOptions CLOSE = CloseOptions.timeout(Duration.ofMillis(CLOSE_MS));
    private static final long ENDING_MS = 500;
    private static final long RETRY_MS = 1_000;
    private static final int SAY_EVERY = 12;

    private final ClientSettings settings;
    private final byte[] key;
    private final Ledger ledger;
    private final TaskIntake intake;
    private final BooleanSupplier room;
    private final Runnable ready;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /**
     * @param room whether another command may be taken now
     * @param ready called when the reading position is fixed: a command from then on reaches this asset
     */
    public CommandReader(
            ClientSettings settings,
            Identity identity,
            Ledger ledger,
            TaskIntake intake,
            BooleanSupplier room,
            Runnable ready) {
        this.settings = settings;
        this.key = identity.recordKey();
        this.ledger = ledger;
        this.intake = intake;
        this.room = room;
        this.ready = ready;
        this.thread = new Thread(this::run, "commands");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Looks at once whether there is room. */
    public void wakeup() {
        Consumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
    }

    private void run() {
        boolean resumed = false;
        while (!closed) {
            try {
                if (!resumed) {
                    intake.resume();
                    resumed = true;
                }
                session();
            } catch (WakeupException | InterruptException e) {
                LOG.debug("woken up");
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.warn("Reading commands failed and begins again where it stopped: {}", e.toString(), e);
                    pause();
                }
            }
        }
    }

    private void session() {
        Consumer<byte[], byte[]> open = new KafkaConsumer<>(settings.consumer());
        consumer = open;
        try {
            TopicPartition partition = partition(open);
            open.assign(List.of(partition));
            seek(open, partition);
            ready.run();
            while (!closed) {
                poll(open, partition);
            }
        } finally {
            consumer = null;
            open.close(CLOSE); // not longer: a fetch that waits for commands would hold it up for half a minute
        }
    }

    private TopicPartition partition(Consumer<byte[], byte[]> open) {
        for (int tries = 0; !closed; tries++) {
            String why;
            try {
                List<PartitionInfo> found = open.partitionsFor(Topics.HUNT_COMMANDS, ASK);
                if (found != null && !found.isEmpty()) {
                    return new TopicPartition(
                            Topics.HUNT_COMMANDS, Utils.toPositive(Utils.murmur2(key)) % found.size());
                }
                why = "there is no topic " + Topics.HUNT_COMMANDS + " yet";
            } catch (TimeoutException e) {
                why = "no answer";
            }
            if (tries % SAY_EVERY == 0) {
                LOG.warn("Waiting: broker {}: {}. Trying again by itself.", settings.brokers(), why);
            }
            pause();
        }
        throw new WakeupException();
    }

    private void seek(Consumer<byte[], byte[]> open, TopicPartition partition) {
        Optional<CommandPosition> stored = ledger.next();
        long from;
        if (stored.isEmpty()) { // what was sent before this asset existed is not for it
            from = requireNonNull(open.endOffsets(List.of(partition)).get(partition));
            ledger.readTo(new CommandPosition(partition.partition(), from), true);
        } else if (stored.get().partition() == partition.partition()) {
            from = stored.get().offset();
        } else {
            LOG.warn("The number of partitions changed: reading partition {} from its start", partition.partition());
            from = requireNonNull(open.beginningOffsets(List.of(partition)).get(partition));
        }
        open.seek(partition, from);
        LOG.info("Agent ready: reading commands from {} offset {}", partition, from);
    }

    private void poll(Consumer<byte[], byte[]> open, TopicPartition partition) {
        if (room.getAsBoolean()) {
            open.resume(List.of(partition));
        } else {
            LOG.warn("Too many tasks are waiting: no more commands are read until one of them ends");
            open.pause(List.of(partition));
        }
        try {
            for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL)) {
                if (closed) {
                    return; // what was not looked at is read again by the next start
                }
                if (Arrays.equals(record.key(), key) && record.value() != null) {
                    intake.take(received(record));
                    if (!room.getAsBoolean()) {
                        open.seek(partition, record.offset() + 1);
                        break;
                    }
                }
            }
        } catch (WakeupException e) {
            return;
        }
        remember(new CommandPosition(partition.partition(), open.position(partition)));
    }

    private void remember(CommandPosition next) {
        if (!ledger.next().equals(Optional.of(next))) {
            ledger.readTo(next, false);
        }
    }

    private static ReceivedCommand received(ConsumerRecord<byte[], byte[]> record) {
        Header keyId = record.headers().lastHeader(RecordSignature.KEY_ID_HEADER);
        Header signature = record.headers().lastHeader(RecordSignature.SIGNATURE_HEADER);
        return new ReceivedCommand(
                new CommandPosition(record.partition(), record.offset()),
                Instant.ofEpochMilli(record.timestamp()),
                record.value(),
                keyId == null || keyId.value() == null ? null : new String(keyId.value(), StandardCharsets.UTF_8),
                signature == null ? null : signature.value());
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    /** Ends reading; a command that is being taken is finished first, within a moment. */
    @Override
    public void close() {
        closed = true;
        wakeup();
        try {
            thread.join(ENDING_MS);
            thread.interrupt();
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
