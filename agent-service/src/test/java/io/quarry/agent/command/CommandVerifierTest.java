package io.quarry.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.Limits;
import io.quarry.schemas.Grant;
import io.quarry.schemas.Ids;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Keys;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.Topics;
import io.quarry.schemas.TrustedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.AvroRuntimeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String ASSET = Ids.assetId(new byte[32]);
    private static final CommandPosition HERE = new CommandPosition(3, 40);

    private final KeyPair scheduler = Keys.generate();
    private final KeyPair stranger = Keys.generate();
    private final Map<String, CommandPosition> taken = new HashMap<>();
    private final Path trust;
    private final CommandVerifier verifier;

    CommandVerifierTest(@TempDir Path folder) throws IOException {
        trust = Files.writeString(folder.resolve("trust.pem"), Keys.publicPem(scheduler.getPublic()));
        verifier = new CommandVerifier(
                ASSET,
                new PinnedKeys(trust),
                CommandVerifierTest::decode,
                task -> Optional.ofNullable(taken.get(task)),
                JobCatalogue.installed());
    }

    private static HuntCommand.Builder command() {
        return HuntCommand.newBuilder()
                .setKind(CommandKind.RUN)
                .setHuntId("h")
                .setRunId("h-1")
                .setTaskId(Ids.taskId("h-1", ASSET))
                .setAssetId(ASSET)
                .setJob("current-process")
                .setParameters("{\"pid\": 1}")
                .setIssuedAt(NOW.minusSeconds(10))
                .setExpiresAt(NOW.plusSeconds(3600))
                .setMaxRows(10)
                .setMaxBytes(10_000)
                .setMaxCpuPercent(25)
                .setTimeoutMs(1_000);
    }

    private static byte[] bytes(HuntCommand command) {
        try {
            return command.toByteBuffer().array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HuntCommand decode(byte[] value) {
        try {
            return HuntCommand.fromByteBuffer(ByteBuffer.wrap(value));
        } catch (IOException | AvroRuntimeException e) {
            throw new MalformedRecordException("NOT_AVRO", String.valueOf(e.getMessage()));
        }
    }

    private ReceivedCommand signed(HuntCommand command, KeyPair by, String keyId, String topic, String key) {
        byte[] value = bytes(command);
        byte[] signature = RecordSignature.sign(by.getPrivate(), topic, key.getBytes(StandardCharsets.UTF_8), value);
        return new ReceivedCommand(HERE, NOW.minusSeconds(5), value, keyId, signature);
    }

    private ReceivedCommand signed(HuntCommand command) {
        return signed(command, scheduler, Keys.id(scheduler.getPublic()), Topics.HUNT_COMMANDS, ASSET);
    }

    private void assertRejected(ReceivedCommand received, Reason reason) {
        assertThat(verifier.verify(received, NOW))
                .isInstanceOfSatisfying(
                        Verification.Rejected.class, r -> assertThat(r.reason()).isEqualTo(reason));
    }

    @Test
    void obeysWhatIsGenuineAndValid() {
        HuntCommand command = command().build();
        assertThat(verifier.verify(signed(command), NOW)).isEqualTo(new Verification.Run(command));
    }

    @Test
    void refusesWhatIsNotSignedByAPinnedKey() {
        HuntCommand command = command().build();
        String pinned = Keys.id(scheduler.getPublic());
        assertRejected(new ReceivedCommand(HERE, NOW, bytes(command), null, new byte[64]), Reason.UNSIGNED);
        assertRejected(new ReceivedCommand(HERE, NOW, bytes(command), pinned, null), Reason.UNSIGNED);
        assertRejected(new ReceivedCommand(HERE, NOW, bytes(command), pinned, new byte[64]), Reason.BAD_SIGNATURE);
        assertRejected(new ReceivedCommand(HERE, NOW, bytes(command), pinned, new byte[3]), Reason.BAD_SIGNATURE);
        String other = Keys.id(stranger.getPublic());
        assertRejected(signed(command, stranger, other, Topics.HUNT_COMMANDS, ASSET), Reason.UNKNOWN_KEY);
        assertRejected(signed(command, stranger, pinned, Topics.HUNT_COMMANDS, ASSET), Reason.BAD_SIGNATURE);
    }

    @Test
    void refusesASignatureForAnotherTopicOrKey() {
        HuntCommand command = command().build();
        String pinned = Keys.id(scheduler.getPublic());
        assertRejected(signed(command, scheduler, pinned, "hunts", ASSET), Reason.BAD_SIGNATURE);
        assertRejected(signed(command, scheduler, pinned, Topics.HUNT_COMMANDS, "other"), Reason.BAD_SIGNATURE);
    }

    @Test
    void refusesEveryBitFlippedInTheValue() {
        ReceivedCommand good = signed(command().build());
        for (int i = 0; i < good.value().length; i++) {
            byte[] value = good.value().clone();
            value[i] ^= 1;
            Verification verification =
                    verifier.verify(new ReceivedCommand(HERE, NOW, value, good.keyId(), good.signature()), NOW);
            assertThat(verification).as("byte %d", i).isNotInstanceOf(Verification.Run.class);
        }
    }

    @Test
    void refusesWhatIsForAnotherAsset() {
        assertRejected(signed(command().setAssetId("other").build()), Reason.WRONG_ASSET);
    }

    @Test
    void refusesWhatIsMalformed() {
        assertRejected(signed(command().setKind(CommandKind.UNKNOWN).build()), Reason.MALFORMED);
        assertRejected(signed(command().setTaskId("other").build()), Reason.MALFORMED);
        assertRejected(signed(command().setMaxRows(0).build()), Reason.MALFORMED);
        assertRejected(signed(command().setMaxBytes(-1).build()), Reason.MALFORMED);
        assertRejected(signed(command().setMaxCpuPercent(101).build()), Reason.MALFORMED);
        assertRejected(signed(command().setTimeoutMs(0).build()), Reason.MALFORMED);
    }

    @Test
    void refusesCopiesButKnowsTheSameRecordAgain() {
        HuntCommand command = command().build();
        taken.put(command.getTaskId(), new CommandPosition(3, 39));
        assertRejected(signed(command), Reason.REPLAYED);
        taken.put(command.getTaskId(), HERE);
        assertThat(verifier.verify(signed(command), NOW)).isEqualTo(new Verification.Redelivered(command));
    }

    @Test
    void allowsForClocksThatDiffer() {
        Duration skew = CommandVerifier.CLOCK_SKEW;
        assertThat(verifier.verify(signed(command().setIssuedAt(NOW.plus(skew)).build()), NOW))
                .isInstanceOf(Verification.Run.class);
        assertRejected(
                signed(command().setIssuedAt(NOW.plus(skew).plusMillis(1)).build()), Reason.NOT_YET_VALID);
    }

    @Test
    void tellsLateFromSentLate() {
        HuntCommand late = command().setExpiresAt(NOW).build(); // sent five seconds before, read at its expiry
        assertThat(verifier.verify(signed(late), NOW)).isEqualTo(new Verification.Expired(late));
        assertThat(verifier.verify(signed(late), NOW.minusMillis(1))).isEqualTo(new Verification.Run(late));
        assertRejected(signed(command().setExpiresAt(NOW.minusSeconds(5)).build()), Reason.EXPIRED_COMMAND);
    }

    @Test
    void refusesJobsAndParametersItDoesNotKnow() {
        assertRejected(signed(command().setJob("nothing").build()), Reason.UNKNOWN_JOB);
        assertRejected(signed(command().setParameters("{\"pid\": -1}").build()), Reason.INVALID_PARAMETERS);
        assertRejected(signed(command().setParameters("{\"no\": 1}").build()), Reason.INVALID_PARAMETERS);
        assertRejected(signed(command().setParameters("{").build()), Reason.INVALID_PARAMETERS);
    }

    @Test
    void takesACancelAlsoLateAndAgain() {
        HuntCommand cancel =
                command().setKind(CommandKind.CANCEL).setExpiresAt(NOW).build();
        taken.put(cancel.getTaskId(), new CommandPosition(3, 1));
        assertThat(verifier.verify(signed(cancel), NOW)).isEqualTo(new Verification.Cancel(cancel));
    }

    @Test
    void obeysALimitedKeyWithinItsLimitsOnly() throws IOException {
        Limits limits = Limits.newBuilder()
                .setMaxRows(10)
                .setMaxBytes(10_000)
                .setMaxCpuPercent(25)
                .setTimeout("PT1S")
                .build();
        Grant grant = new Grant("soar-", new TreeSet<>(Set.of("current-process")), limits);
        assertRejected(byStranger(command()), Reason.UNKNOWN_KEY);
        Files.writeString(
                trust,
                Keys.publicPem(scheduler.getPublic()) + new TrustedKey(stranger.getPublic(), Optional.of(grant)).pem());
        assertRejected(byStranger(command()), Reason.NOT_GRANTED);
        assertThat(verifier.verify(byStranger(theirs()), NOW)).isInstanceOf(Verification.Run.class);
        assertRejected(byStranger(theirs().setMaxRows(11)), Reason.NOT_GRANTED);
        assertRejected(byStranger(theirs().setMaxBytes(10_001)), Reason.NOT_GRANTED);
        assertRejected(byStranger(theirs().setMaxCpuPercent(26)), Reason.NOT_GRANTED);
        assertRejected(byStranger(theirs().setTimeoutMs(1_001)), Reason.NOT_GRANTED);
        assertRejected(byStranger(theirs().setJob("arp-cache").setParameters("{}")), Reason.NOT_GRANTED);
        assertRejected(byStranger(command().setKind(CommandKind.CANCEL)), Reason.NOT_GRANTED);
        assertRejected(byStranger(theirs().setHuntId("soar-")), Reason.NOT_GRANTED);
        assertThat(verifier.verify(signed(command().build()), NOW)).isInstanceOf(Verification.Run.class);
        Files.writeString(trust, "half a file");
        assertThat(verifier.verify(byStranger(theirs()), NOW)).isInstanceOf(Verification.Run.class);
        Files.writeString(trust, Keys.publicPem(scheduler.getPublic()));
        assertRejected(byStranger(theirs()), Reason.UNKNOWN_KEY);
    }

    private static HuntCommand.Builder theirs() {
        return command().setHuntId("soar-1").setRunId("soar-1-1").setTaskId(Ids.taskId("soar-1-1", ASSET));
    }

    private ReceivedCommand byStranger(HuntCommand.Builder command) {
        return signed(command.build(), stranger, Keys.id(stranger.getPublic()), Topics.HUNT_COMMANDS, ASSET);
    }

    @Test
    void knowsWhatIsNoCommand() {
        assertThat(verifier.verify(new ReceivedCommand(HERE, NOW, new byte[] {1, 2}, null, null), NOW))
                .isInstanceOf(Verification.Unreadable.class);
    }
}
