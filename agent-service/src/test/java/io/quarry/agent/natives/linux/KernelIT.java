package io.quarry.agent.natives.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class KernelIT {
    private static final int LOWEST = 2 << 13 | 7;

    @Test
    void aThreadAndThoseItStartsReadAndWriteBehindEverybodyElse() throws Exception {
        Kernel kernel = new Kernel();
        CompletableFuture<OptionalInt> itself = new CompletableFuture<>();
        CompletableFuture<OptionalInt> started = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            kernel.lowestIoPriority();
            itself.complete(kernel.ioPriority(0));
            new Thread(() -> started.complete(kernel.ioPriority(0))).start();
        });
        thread.start();
        assertThat(itself.get()).hasValue(LOWEST);
        assertThat(started.get()).hasValue(LOWEST);
        assertThat(kernel.ioPriority(0).orElseThrow()).isNotEqualTo(LOWEST);
    }
}
