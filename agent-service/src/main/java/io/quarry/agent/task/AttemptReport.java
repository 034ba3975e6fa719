package io.quarry.agent.task;

import io.quarry.agent.task.FindingStream.Sent;
import io.quarry.agent.task.Outcomes.Ending;
import io.quarry.model.TaskEvent;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how an attempt ended: to the broker, by way of the ledger, and to the log. */
final class AttemptReport {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptReport.class);

    private final AcceptedTask task;
    private final TaskServices services;

    AttemptReport(AcceptedTask task, TaskServices services) {
        this.task = task;
        this.services = services;
    }

    /**
     * @param sink sealed; null when the attempt ended before it had one
     * @param time null as well then
     * @param sent where its findings are; null when there are none
     */
    void finished(
            int attempt, Ending ending, @Nullable TaskSink sink, @Nullable AttemptClock time, @Nullable Sent sent) {
        TaskEvent event = new Admission(services).event(task, attempt, ending);
        if (sink != null && time != null) {
            event.setRows(sink.rows());
            event.setBytes(sink.bytes());
            event.setDigest(ByteBuffer.wrap(sink.digest()));
            event.setCpuMs(time.cpuMillis());
            event.setWallMs(time.wallMillis());
            event.setProblemCount(sink.problems().count());
            event.setProblems(sink.problems().first());
        }
        if (sent != null) {
            event.setFindingsPartition(sent.partition());
            event.setFindingsLastOffset(sent.lastOffset());
        }
        finished(event);
    }

    void finished(TaskEvent event) {
        services.reports().finished(event);
        LOG.info(
                "Task finished: {} attempt {} reason={} rows={} bytes={} cpu_ms={} wall_ms={}",
                event.getOutcome(),
                event.getAttempt(),
                event.getReason(),
                event.getRows(),
                event.getBytes(),
                event.getCpuMs(),
                event.getWallMs());
    }
}
