package io.quarry.results.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.Outcome;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.FindingsDigest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JudgementTest {
    private static final Optional<Judgement.Command> COMMAND = Optional.of(new Judgement.Command(3, 17, null, null));

    @Test
    void rowsAndDigestThatAddUpGiveTheClaimedOutcome() {
        assertThat(Judgement.of(claim(2, 3, 17), COMMAND, null, stored(2)))
                .isEqualTo(new Judgement.Settled("COMPLETED", null, null, 2));
    }

    @Test
    void noRowsNeedNoneStored() {
        assertThat(Judgement.of(claim(0, 3, 17), COMMAND, null, null))
                .isEqualTo(new Judgement.Settled("COMPLETED", null, null, 0));
    }

    @Test
    void missingRowsAreIncompleteWithNumbers() {
        assertThat(Judgement.of(claim(3, 3, 17), COMMAND, null, stored(2)))
                .isEqualTo(new Judgement.Settled(
                        "INCOMPLETE",
                        "ROWS_DO_NOT_ADD_UP",
                        "3 rows were sent, 2 are stored; the asset said COMPLETED",
                        2));
    }

    @Test
    void rowsWhereNoneWereClaimedAreIncomplete() {
        assertThat(Judgement.of(claim(0, 3, 17), COMMAND, null, stored(2)))
                .isInstanceOfSatisfying(
                        Judgement.Settled.class, s -> assertThat(s.outcome()).isEqualTo("INCOMPLETE"));
    }

    @Test
    void anotherDigestIsIncomplete() {
        AttemptRow other = new AttemptRow("r", "t", 1, "a", 2, 2, 2, 0, new byte[32]);
        assertThat(Judgement.of(claim(2, 3, 17), COMMAND, null, other))
                .isInstanceOfSatisfying(
                        Judgement.Settled.class, s -> assertThat(s.detail()).contains("another digest"));
    }

    @Test
    void aClaimAboutAnotherPositionIsARejectionAndNeverAnOutcome() {
        TaskEvent forged = claim(0, 3, 18);
        forged.setReason("BAD_SIGNATURE");
        assertThat(Judgement.of(forged, COMMAND, null, null)).isEqualTo(new Judgement.Rejected("BAD_SIGNATURE", null));
        assertThat(Judgement.of(claim(0, 3, 18), Optional.empty(), null, null))
                .isEqualTo(new Judgement.Rejected("NOT_THE_COMMAND", null));
    }

    @Test
    void theOrderToCancelIsGenuineToo() {
        Optional<Judgement.Command> cancelled = Optional.of(new Judgement.Command(3, 17, 3, 40L));
        assertThat(Judgement.of(claim(0, 3, 40), cancelled, null, null)).isInstanceOf(Judgement.Settled.class);
    }

    @Test
    void theFirstSettledAttemptStays() {
        assertThat(Judgement.of(claim(2, 3, 17), COMMAND, 1, stored(2))).isEqualTo(new Judgement.Repeated());
        assertThat(Judgement.of(claim(2, 3, 17), COMMAND, 2, stored(2))).isEqualTo(new Judgement.Superseded());
    }

    private static byte[] digest(long rows) {
        FindingsDigest digest = new FindingsDigest();
        for (long i = 0; i < rows; i++) {
            digest.add(new byte[] {(byte) i}, 0, 1);
        }
        return digest.value();
    }

    private static AttemptRow stored(long rows) {
        return new AttemptRow("r", "t", 1, "a", rows, rows, rows, 0, digest(rows));
    }

    private static TaskEvent claim(long rows, int partition, long offset) {
        return TaskEvent.newBuilder()
                .setKind(TaskEventKind.FINISHED)
                .setHuntId("h")
                .setRunId("r")
                .setTaskId("t")
                .setAssetId("a")
                .setPublicKey(ByteBuffer.allocate(32))
                .setJob("arp-cache")
                .setAttempt(1)
                .setAt(Instant.EPOCH)
                .setCommandPartition(partition)
                .setCommandOffset(offset)
                .setRows(rows)
                .setOutcome(Outcome.COMPLETED)
                .setDigest(ByteBuffer.wrap(digest(rows)))
                .build();
    }
}
