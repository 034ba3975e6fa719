package io.quarry.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ProcessorOverheadTest {
    private static final long LATER = 1_000_000_000L;

    private long process;
    private long wall;
    private long first;
    private long second;
    private final ProcessorOverhead overhead = new ProcessorOverhead(() -> process, () -> wall);

    private void spend(long own, long beside) {
        first += own;
        process += own + beside;
        wall += LATER;
    }

    @Test
    void oneAttemptBearsWhatIsNotItsOwn() {
        process = 5_000; // the start of the agent is nobody's
        ProcessorOverhead.Share share = overhead.begin(() -> first, Thread.currentThread());
        spend(100, 30);
        assertThat(share.nanos()).isEqualTo(30);
        spend(100, 0);
        assertThat(share.nanos()).isEqualTo(30);
    }

    @Test
    void severalBearEqualParts() {
        ProcessorOverhead.Share one = overhead.begin(() -> first, Thread.currentThread());
        ProcessorOverhead.Share other = overhead.begin(() -> second, Thread.currentThread());
        spend(100, 30);
        assertThat(one.nanos()).isEqualTo(15);
        assertThat(other.nanos()).isEqualTo(15);
        other.end();
        spend(0, 10);
        assertThat(one.nanos()).isEqualTo(25);
        assertThat(other.nanos()).isEqualTo(15);
    }

    @Test
    void helpersAreChargedOnce() {
        ProcessorOverhead.Share share = overhead.begin(() -> first, Thread.currentThread());
        spend(0, 80); // threads that help, which have not said so yet
        assertThat(share.nanos()).isEqualTo(80);
        first += 80; // now they have
        wall += LATER;
        assertThat(share.nanos() + first).isEqualTo(80);
    }

    @Test
    void whatAnAbandonedThreadBurnsIsNobodys() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        ProcessorOverhead.Share hung = overhead.begin(() -> first, thread);
        hung.end();
        ProcessorOverhead.Share next = overhead.begin(() -> second, Thread.currentThread());
        spend(1_000, 7);
        assertThat(next.nanos()).isEqualTo(7);
        end.countDown();
        thread.join();
        spend(0, 7);
        assertThat(next.nanos()).isEqualTo(14);
    }

    @Test
    void asksTheKernelTenTimesASecond() {
        ProcessorOverhead.Share share = overhead.begin(() -> first, Thread.currentThread());
        process = 50;
        assertThat(share.nanos()).isZero();
        wall += LATER;
        assertThat(share.nanos()).isEqualTo(50);
    }
}
