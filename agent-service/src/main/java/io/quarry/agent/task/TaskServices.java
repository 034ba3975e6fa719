package io.quarry.agent.task;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.Collectors;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.ledger.Ledger;
import io.quarry.agent.task.Outcomes.Ending;
import io.quarry.model.HuntCommand;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.ParameterReader;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What running a task needs of the rest of the agent.
 *
 * @param collectors by job
 * @param streams for findings
 * @param events maker of events
 * @param reports where they go
 * @param ledger the memory
 * @param clock time of day
 */
public record TaskServices(
        Collectors collectors,
        FindingStream.Source streams,
        TaskEvents events,
        TaskReports reports,
        Ledger ledger,
        InstantSource clock) {

    /** Runs a command's collector. @return how it ended by itself */
    @SuppressWarnings("unchecked") // the parameter reader makes the class that is generated for this very job
    Ending collected(HuntCommand command, TaskSink into) throws StoppedException {
        Optional<Collector<?, ?>> found = collectors.find(command.getJob());
        if (found.isEmpty()) {
            return Outcomes.of(
                    new Verdict.Unsupported("no collector for " + command.getJob() + " on this platform"), 0);
        }
        SpecificRecord parameters = ParameterReader.read(
                        JobCatalogue.installed().get(command.getJob()), command.getParameters())
                .as(SpecificRecord.class);
        Verdict verdict = ((Collector<SpecificRecord, SpecificRecord>) found.get()).collect(parameters, into);
        return Outcomes.of(verdict, into.problems().missing());
    }
}
