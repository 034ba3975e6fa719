package io.quarry.scheduler;

import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.Run;
import io.quarry.schemas.Topics;
import io.quarry.testing.TopicIo;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs as any reader of the topics sees them. */
record RunsSeen(TopicIo topics) {
    /** Assets that were sent a command. */
    Set<String> addressed(String run) {
        return commands(run).stream().map(HuntCommand::getAssetId).collect(Collectors.toSet());
    }

    List<HuntCommand> commands(String run) {
        return topics.<HuntCommand>values(Topics.HUNT_COMMANDS).stream()
                .filter(c -> c.getRunId().equals(run) && c.getKind() == CommandKind.RUN)
                .toList();
    }

    Run last(String run) {
        List<Run> runs = runs(run);
        return runs.get(runs.size() - 1);
    }

    /** All that was said of a run, the oldest first. */
    List<Run> runs(String run) {
        return topics.<Run>values(Topics.HUNT_RUNS).stream()
                .filter(r -> r.getRunId().equals(run))
                .toList();
    }
}
