package io.quarry.scheduler.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarry.model.CommandKind;
import io.quarry.model.Run;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Record;

/** Sends commands of open runs and remembers whom they went to. */
final class CommandSender {
    private final HuntStore store;
    private final CommandWriter commands;
    private final Consumer<Record<byte[], Outgoing>> out;
    private final MeterRegistry meters;

    CommandSender(
            HuntStore store, CommandWriter commands, Consumer<Record<byte[], Outgoing>> out, MeterRegistry meters) {
        this.store = store;
        this.commands = commands;
        this.out = out;
        this.meters = meters;
    }

    boolean sent(Run run, String assetId) {
        return store.sent(run.getRunId(), assetId);
    }

    /** @param issuedAt start of validity */
    void send(Run run, List<String> assetIds, Instant issuedAt) {
        commands.write(CommandKind.RUN, run, assetIds, issuedAt, out);
        store.addSent(run.getRunId(), assetIds);
        run.setTargeted(run.getTargeted() + assetIds.size());
        run.setSent(run.getTargeted());
        meters.counter("quarry.commands.sent").increment(assetIds.size());
    }

    /** @return how many tasks are told to end */
    int cancel(Run run, Instant now) {
        List<String> ids = store.sentTo(run.getRunId());
        commands.write(CommandKind.CANCEL, run, ids, now, out);
        return ids.size();
    }
}
