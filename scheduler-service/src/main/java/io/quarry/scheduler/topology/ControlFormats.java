package io.quarry.scheduler.topology;

import io.quarry.model.AssetGroup;
import io.quarry.model.AssetLabel;
import io.quarry.model.AuditEvent;
import io.quarry.model.Hunt;
import io.quarry.model.HuntCommand;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntRequest;
import io.quarry.model.Run;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;

/** The formats of every topic that the scheduler writes. */
public record ControlFormats(
        TopicFormat<HuntRequest> requests,
        TopicFormat<HuntDecision> decisions,
        TopicFormat<Hunt> hunts,
        TopicFormat<Run> runs,
        TopicFormat<HuntCommand> commands,
        TopicFormat<AuditEvent> audit,
        TopicFormat<AssetLabel> labels,
        TopicFormat<AssetGroup> groups) {

    /** Registers all their schemas; waits for the registry. */
    public static ControlFormats register(SchemaRegistry registry) {
        return new ControlFormats(
                TopicFormat.register(registry, Topics.HUNT_REQUESTS, HuntRequest.getClassSchema()),
                TopicFormat.register(registry, Topics.HUNT_DECISIONS, HuntDecision.getClassSchema()),
                TopicFormat.register(registry, Topics.HUNTS, Hunt.getClassSchema()),
                TopicFormat.register(registry, Topics.HUNT_RUNS, Run.getClassSchema()),
                TopicFormat.register(registry, Topics.HUNT_COMMANDS, HuntCommand.getClassSchema()),
                TopicFormat.register(registry, Topics.AUDIT, AuditEvent.getClassSchema()),
                TopicFormat.register(registry, Topics.ASSET_LABELS, AssetLabel.getClassSchema()),
                TopicFormat.register(registry, Topics.ASSET_GROUPS, AssetGroup.getClassSchema()));
    }
}
