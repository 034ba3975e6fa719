package io.quarry.agent.task;

import io.quarry.agent.command.CommandPosition;
import io.quarry.agent.command.CommandVerifier;
import io.quarry.agent.command.ReceivedCommand;
import io.quarry.agent.command.Verification;
import io.quarry.agent.ledger.LedgerEntry.Accepted;
import io.quarry.agent.ledger.LedgerEntry.Cancelled;
import io.quarry.agent.ledger.LedgerTask;
import io.quarry.model.HuntCommand;
import io.quarry.model.Outcome;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.Printable;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Does what verified commands say, after it is in the ledger. Used by the thread that reads commands. */
public final class TaskIntake {
    private static final Logger LOG = LoggerFactory.getLogger(TaskIntake.class);

    private final CommandVerifier verifier;
    private final Function<byte[], HuntCommand> decoder;
    private final TaskServices services;
    private final TaskRunner runner;

    public TaskIntake(
            CommandVerifier verifier, Function<byte[], HuntCommand> decoder, TaskServices services, TaskRunner runner) {
        this.verifier = verifier;
        this.decoder = decoder;
        this.services = services;
        this.runner = runner;
    }

    /** Goes on with what the last start of the agent left unfinished. */
    public void resume() {
        for (LedgerTask task : services.ledger().unfinished()) {
            try {
                HuntCommand command = decoder.apply(task.command());
                LOG.info("Task {} of run {} goes on after a restart", task.taskId(), command.getRunId());
                runner.submit(new AcceptedTask(command, task.at()));
            } catch (MalformedRecordException e) {
                LOG.error(
                        "The command of task {} can't be read any more, it does not go on: {}",
                        task.taskId(),
                        e.toString());
            }
        }
    }

    public void take(ReceivedCommand received) {
        CommandPosition at = received.position();
        Verification verification = verifier.verify(received, services.clock().instant());
        if (verification instanceof Verification.Run run) {
            accept(run.command(), received);
        } else if (verification instanceof Verification.Cancel cancel) {
            cancel(cancel.command(), at);
        } else if (verification instanceof Verification.Expired expired) {
            HuntCommand command = expired.command();
            refuse(
                    command,
                    at,
                    Outcome.EXPIRED,
                    "EXPIRED",
                    "expired at " + command.getExpiresAt() + " before this agent read it");
        } else if (verification instanceof Verification.Rejected no) {
            refuse(no.command(), at, Outcome.REJECTED, no.reason().name(), no.detail());
        } else if (verification instanceof Verification.Redelivered again) {
            LOG.debug("command {} again, task {} was taken", at, again.command().getTaskId());
        } else if (verification instanceof Verification.Unreadable unreadable) {
            LOG.warn("Skipped: the record at {} of hunt.commands is no command ({})", at, unreadable.why());
        }
    }

    private void accept(HuntCommand command, ReceivedCommand received) {
        String taskId = command.getTaskId();
        CommandPosition at = received.position();
        if (services.ledger().isCancelled(taskId)) {
            refuse(command, at, Outcome.CANCELLED, "CANCELLED", "cancelled before it came");
            return;
        }
        services.ledger().accepted(new Accepted(taskId, at, command.getExpiresAt(), received.value()));
        try (MDC.MDCCloseable task = MDC.putCloseable("task", taskId);
                MDC.MDCCloseable run = MDC.putCloseable("run", command.getRunId())) {
            LOG.info("Task accepted: {}", command.getJob());
        }
        services.reports()
                .progress(services.events()
                        .about(TaskEventKind.ACCEPTED, command, at, 0)
                        .build());
        runner.submit(new AcceptedTask(command, at));
    }

    private void cancel(HuntCommand command, CommandPosition at) {
        services.ledger().cancelled(new Cancelled(command.getTaskId(), at, command.getExpiresAt()));
        LOG.info("Task {} of run {} is cancelled", command.getTaskId(), command.getRunId());
        runner.cancel(command.getTaskId());
    }

    private void refuse(HuntCommand command, CommandPosition at, Outcome outcome, String reason, String detail) {
        LOG.warn(
                "Command {}: {} {} at {} of hunt.commands, nothing is run ({})",
                outcome == Outcome.REJECTED ? "rejected" : "not run",
                outcome,
                reason,
                at,
                Printable.escape(detail));
        services.reports().refused(at, services.events().finished(command, at, 0, outcome, reason, detail));
    }
}
