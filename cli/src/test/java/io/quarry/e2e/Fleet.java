package io.quarry.e2e;

import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.model.HuntCommand;
import io.quarry.schemas.FindingsDigest;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.Topics;
import io.quarry.testing.FakeAsset;
import io.quarry.testing.TopicIo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Endpoints that the test plays itself: they enrol, get real commands and answer with findings that add up. */
final class Fleet implements AutoCloseable {
    static final Job JOB = JobCatalogue.installed().get("current-process");

    private final TopicIo topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<FakeAsset> assets;

    Fleet(StackUnderTest stack, int size, Map<String, String> labels) {
        topics = stack.topics();
        producer = topics.producer(Map.of("delivery.timeout.ms", 300_000, "linger.ms", 0));
        assets = IntStream.range(0, size)
                .mapToObj(i -> new FakeAsset(topics, "played-" + i, labels))
                .toList();
        assets.forEach(a -> producer.send(a.heartbeat()));
        producer.flush();
    }

    List<FakeAsset> assets() {
        return assets;
    }

    /** Does what the hunt asked the asset for.
     * @return rows sent */
    long answer(FakeAsset asset, String huntId, String runId, int rows) throws Exception {
        return answer(
                asset,
                huntId,
                runId,
                JOB,
                IntStream.range(0, rows).mapToObj(Fleet::process).toList());
    }

    /** @param rows of the job's columns
     * @return rows sent */
    long answer(FakeAsset asset, String huntId, String runId, Job job, List<? extends IndexedRecord> rows)
            throws Exception {
        ConsumerRecord<byte[], byte[]> command = command(asset, runId);
        FindingsDigest digest = new FindingsDigest();
        int schema = topics.schemaId(job.topic());
        Future<RecordMetadata> last = null;
        long bytes = 0;
        for (int seq = 0; seq < rows.size(); seq++) {
            var record = asset.finding(job, schema, asset.envelope(huntId, runId, 1, seq), rows.get(seq), digest);
            bytes += record.value().length - 5;
            last = producer.send(record);
        }
        producer.flush();
        @Nullable RecordMetadata end = last == null ? null : last.get();
        producer.send(asset.event(asset.finished(
                        huntId, runId, job, 1, rows.size(), bytes, digest, end, command.partition(), command.offset())))
                .get();
        return rows.size();
    }

    ConsumerRecord<byte[], byte[]> command(FakeAsset asset, String runId) {
        RecordCodec<HuntCommand> codec = topics.codec(Topics.HUNT_COMMANDS);
        return topics.await(Topics.HUNT_COMMANDS, Duration.ofSeconds(90), r -> {
            HuntCommand command = codec.decode(r.value());
            return command.getRunId().equals(runId) && command.getAssetId().equals(asset.id());
        });
    }

    static CurrentProcessFinding process(int pid) {
        return CurrentProcessFinding.newBuilder()
                .setPid(pid)
                .setParentPid(1)
                .setName("played")
                .setPath("/usr/bin/played")
                .setCommandLine("played --number " + pid)
                .build();
    }

    @Override
    public void close() {
        producer.close();
    }
}
