package io.quarry.results.ingest;

import io.quarry.model.Problem;
import io.quarry.model.TaskEvent;
import io.quarry.results.store.Rows;
import io.quarry.schemas.AvroJson;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Topics;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Settles tasks: once each, in the transaction that makes claim and rows both true. */
final class Settling {
    private static final Schema PROBLEMS = Schema.createArray(Problem.getClassSchema());

    private final JobCatalogue catalogue;
    private final State state;
    private final IngestCounters counters;
    private final InstantSource clock;

    Settling(JobCatalogue catalogue, State state, IngestCounters counters, InstantSource clock) {
        this.catalogue = catalogue;
        this.state = state;
        this.counters = counters;
        this.clock = clock;
    }

    /** Settles what can be; rows, commands and positions of this transaction are in the store already. */
    void settle(DuckDBConnection connection) throws SQLException {
        List<Claim> ready = state.claims().take(this::ready);
        if (ready.isEmpty()) {
            return;
        }
        Map<String, String> runs = new HashMap<>();
        for (Claim claim : ready) {
            runs.put(claim.event().getTaskId(), claim.event().getRunId());
            state.attempts().want(claim.event().getRunId(), claim.event().getTaskId());
        }
        state.attempts().loadWanted(connection);
        Map<String, Judgement.Command> commands = commands(connection, runs);
        long ord = lastOrd(connection);
        try (Rows settlements = Rows.of(connection, "settlements");
                Rows aside = Rows.of(connection, "set_aside")) {
            for (Claim claim : ready) {
                if (apply(claim.event(), commands, settlements, aside, ord + 1)) {
                    ord++;
                }
            }
        }
    }

    /** The store is past the command it names, and past the last row it speaks of. */
    private boolean ready(TaskEvent claim) {
        Positions positions = state.positions();
        if (!positions.past(Topics.HUNT_COMMANDS, claim.getCommandPartition(), claim.getCommandOffset())) {
            return false;
        }
        Integer partition = claim.getFindingsPartition();
        Long offset = claim.getFindingsLastOffset();
        return claim.getRows() == 0
                || partition == null
                || offset == null
                || catalogue.find(claim.getJob()).isEmpty()
                || positions.past(Topics.findings(claim.getJob()), partition, offset);
    }

    private boolean apply(
            TaskEvent claim, Map<String, Judgement.Command> commands, Rows settlements, Rows aside, long ord)
            throws SQLException {
        String task = claim.getTaskId();
        Attempt attempt = state.attempts().find(task, claim.getAttempt());
        Judgement judgement = Judgement.of(
                claim,
                Optional.ofNullable(commands.get(task)),
                state.attempts().settled(task),
                attempt == null ? null : attempt.row());
        if (judgement instanceof Judgement.Settled settled) {
            state.attempts().settle(task, claim.getAttempt());
            counters.settled(settled.outcome());
            settled(settlements, ord, claim, settled);
            return true;
        }
        if (judgement instanceof Judgement.Rejected rejected) {
            counters.rejected();
            aside(aside, "REJECTION", claim, rejected.reason(), rejected.detail());
        } else if (judgement instanceof Judgement.Superseded) {
            counters.superseded();
            aside(aside, "SUPERSEDED", claim, claim.getReason(), claim.getDetail());
        }
        return false;
    }

    private void settled(Rows rows, long ord, TaskEvent claim, Judgement.Settled settled) throws SQLException {
        rows.add(
                ord,
                claim.getRunId(),
                claim.getHuntId(),
                claim.getTaskId(),
                claim.getAssetId(),
                claim.getJob(),
                claim.getAttempt(),
                settled.outcome(),
                String.valueOf(claim.getOutcome()),
                settled.reason(),
                settled.detail(),
                claim.getRows(),
                claim.getBytes(),
                claim.getCpuMs(),
                claim.getWallMs(),
                claim.getProblemCount(),
                settled.rowsStored(),
                AvroJson.tree(PROBLEMS, claim.getProblems()).toString(),
                claim.getAt(),
                clock.instant());
    }

    private void aside(Rows rows, String kind, TaskEvent claim, @Nullable String reason, @Nullable String detail)
            throws SQLException {
        rows.add(
                kind,
                claim.getRunId(),
                claim.getHuntId(),
                claim.getTaskId(),
                claim.getAssetId(),
                claim.getJob(),
                claim.getAttempt(),
                String.valueOf(claim.getOutcome()),
                String.valueOf(claim.getOutcome()),
                reason,
                detail,
                claim.getRows(),
                claim.getBytes(),
                claim.getCpuMs(),
                claim.getWallMs(),
                claim.getProblemCount(),
                claim.getCommandPartition(),
                claim.getCommandOffset(),
                claim.getAt(),
                clock.instant());
    }

    private static Map<String, Judgement.Command> commands(DuckDBConnection connection, Map<String, String> runs)
            throws SQLException {
        Map<String, Judgement.Command> commands = new HashMap<>();
        String sql = "SELECT task_id, command_partition, command_offset, cancel_partition, cancel_offset"
                + " FROM store.tasks WHERE command_offset IS NOT NULL AND " + InIds.CONDITION;
        try (PreparedStatement statement = InIds.prepare(connection, sql, runs);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                commands.put(
                        rows.getString(1),
                        new Judgement.Command(
                                rows.getInt(2),
                                rows.getLong(3),
                                rows.getObject(4) instanceof Integer partition ? partition : null,
                                rows.getObject(5) instanceof Long offset ? offset : null));
            }
        }
        return commands;
    }

    private static long lastOrd(DuckDBConnection connection) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT coalesce(max(ord), 0) FROM store.settlements")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
