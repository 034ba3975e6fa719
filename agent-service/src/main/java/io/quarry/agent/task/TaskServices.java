package io.quarry.agent.task;

import io.quarry.agent.collect.Collectors;
import io.quarry.agent.ledger.Ledger;
import java.time.InstantSource;

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
        InstantSource clock) {}
