package io.quarry.agent.kafka;

import io.quarry.agent.asset.Identity;
import io.quarry.agent.task.FindingStream;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import io.quarry.schemas.WireFormat;

/** Opens streams into {@code findings.<job>}. */
public final class FindingsTopic implements FindingStream.Source {
    private final SchemaRegistry registry;
    private final JobCatalogue catalogue;
    private final RecordSender sender;
    private final Identity identity;

    public FindingsTopic(SchemaRegistry registry, JobCatalogue catalogue, RecordSender sender, Identity identity) {
        this.registry = registry;
        this.catalogue = catalogue;
        this.sender = sender;
        this.identity = identity;
    }

    @Override
    public FindingStream open(String name) {
        Job job = catalogue.get(name);
        Topics.Topic topic = Topics.all(catalogue).stream()
                .filter(t -> t.name().equals(job.topic()))
                .findFirst()
                .orElseThrow();
        byte[] header = WireFormat.header(registry.lookup(topic.subject(), topic.schema()));
        return new TopicStream(topic.name(), identity.recordKey(), header, sender);
    }
}
