package io.quarry.agent.command;

import io.quarry.agent.command.Verification.Rejected;
import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.schemas.Ids;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.ParameterReader;
import io.quarry.schemas.Reading;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.Topics;
import io.quarry.schemas.TrustedKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Decides whether a command is obeyed. Changes nothing; the same input gives the same answer. */
public final class CommandVerifier {
    /** How far clocks may differ: what Kerberos allows, RFC 4120 section 1.6 "typically 5 minutes". */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final String assetId;
    private final byte[] recordKey;
    private final PinnedKeys pinned;
    private final Function<byte[], HuntCommand> decoder;
    private final TakenCommands taken;
    private final JobCatalogue catalogue;

    /** @param decoder throws {@link MalformedRecordException} for what is no command */
    public CommandVerifier(
            String assetId,
            PinnedKeys pinned,
            Function<byte[], HuntCommand> decoder,
            TakenCommands taken,
            JobCatalogue catalogue) {
        this.assetId = assetId;
        this.recordKey = assetId.getBytes(StandardCharsets.UTF_8);
        this.pinned = pinned;
        this.decoder = decoder;
        this.taken = taken;
        this.catalogue = catalogue;
    }

    public Verification verify(ReceivedCommand received, Instant now) {
        HuntCommand command;
        try {
            command = decoder.apply(received.value());
        } catch (MalformedRecordException e) {
            return new Verification.Unreadable(e.reason() + ": " + e.getMessage());
        }
        return genuine(command, received)
                .or(() -> wellFormed(command))
                .<Verification>map(Function.identity())
                .orElseGet(() -> valid(command, received, now));
    }

    private Optional<Rejected> genuine(HuntCommand command, ReceivedCommand received) {
        byte[] signature = received.signature();
        String keyId = received.keyId();
        if (signature == null || keyId == null) {
            return rejected(command, Reason.UNSIGNED, "the record carries no signature or no key id");
        }
        TrustedKey key = pinned.find(keyId).orElse(null);
        if (key == null) {
            return rejected(command, Reason.UNKNOWN_KEY, "key " + keyId + " is not one of those this agent trusts");
        }
        if (!RecordSignature.verify(key.key(), signature, Topics.HUNT_COMMANDS, recordKey, received.value())) {
            return rejected(command, Reason.BAD_SIGNATURE, "the signature is not that of key " + keyId);
        }
        if (!command.getAssetId().equals(assetId)) {
            return rejected(command, Reason.WRONG_ASSET, "the command is for asset " + command.getAssetId());
        }
        return key.grant()
                .flatMap(grant -> grant.refusal(command))
                .flatMap(why -> rejected(command, Reason.NOT_GRANTED, "key " + keyId + " may not order it: " + why));
    }

    private Optional<Rejected> wellFormed(HuntCommand command) {
        if (command.getKind() == CommandKind.UNKNOWN) {
            return rejected(command, Reason.MALFORMED, "a kind of command that this agent does not know");
        }
        if (!command.getTaskId().equals(Ids.taskId(command.getRunId(), assetId))) {
            return rejected(command, Reason.MALFORMED, "the task id does not belong to run " + command.getRunId());
        }
        int cpu = command.getMaxCpuPercent();
        boolean limits = command.getMaxRows() > 0
                && command.getMaxBytes() > 0
                && command.getTimeoutMs() > 0
                && cpu >= 1
                && cpu <= 100;
        return command.getKind() == CommandKind.RUN && !limits
                ? rejected(command, Reason.MALFORMED, "a limit is out of range")
                : Optional.empty();
    }

    private Verification valid(HuntCommand command, ReceivedCommand received, Instant now) {
        if (command.getIssuedAt().isAfter(now.plus(CLOCK_SKEW))) {
            return new Rejected(
                    command,
                    Reason.NOT_YET_VALID,
                    "issued at " + command.getIssuedAt() + ", this asset's clock says " + now);
        }
        if (command.getKind() == CommandKind.CANCEL) {
            return new Verification.Cancel(command); // ends things only: neither a copy nor a late one does harm
        }
        Optional<CommandPosition> before = taken.taken(command.getTaskId());
        if (before.isPresent()) {
            return before.get().equals(received.position())
                    ? new Verification.Redelivered(command)
                    : new Rejected(
                            command, Reason.REPLAYED, "a copy of the command at " + before.get() + ", which was taken");
        }
        if (!now.isBefore(command.getExpiresAt())) {
            return received.timestamp().isBefore(command.getExpiresAt())
                    ? new Verification.Expired(command)
                    : new Rejected(
                            command,
                            Reason.EXPIRED_COMMAND,
                            "sent at " + received.timestamp() + ", expired at " + command.getExpiresAt());
        }
        return runnable(command);
    }

    private Verification runnable(HuntCommand command) {
        Optional<Job> job = catalogue.find(command.getJob());
        if (job.isEmpty()) {
            return new Rejected(command, Reason.UNKNOWN_JOB, "this agent knows no job " + command.getJob());
        }
        Reading parameters = ParameterReader.read(job.get(), command.getParameters());
        if (!parameters.ok()) {
            String all = parameters.violations().stream()
                    .map(v -> v.getField() + " " + v.getMessage())
                    .collect(Collectors.joining("; "));
            return new Rejected(command, Reason.INVALID_PARAMETERS, all);
        }
        return new Verification.Run(command);
    }

    private static Optional<Rejected> rejected(HuntCommand command, Reason reason, String detail) {
        return Optional.of(new Rejected(command, reason, detail));
    }
}
