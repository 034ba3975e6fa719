package io.quarry.agent.natives.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.arp.WindowsArpCache;
import io.quarry.agent.collect.directory.WindowsDirectoryEntry;
import io.quarry.agent.collect.dns.WindowsDnsCache;
import io.quarry.agent.collect.host.StateLocation;
import io.quarry.agent.collect.network.WindowsNetworkConnection;
import io.quarry.agent.collect.process.WindowsCurrentProcess;
import io.quarry.agent.collect.registry.WindowsRegistryKey;
import io.quarry.agent.collect.schedule.WindowsScheduledTask;
import io.quarry.agent.collect.service.WindowsInstalledService;
import io.quarry.agent.collect.session.WindowsUserSession;
import io.quarry.model.Problem;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.ParameterReader;
import io.quarry.schemas.Reading;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every collector gives back what it took: to its end, and stopped at any row. Counted by us, and by Windows itself. */
final class HandlesOnWindows {
    /** {@code benchmarks/windows leak} gives more. */
    private static final int REPEATS = Integer.getInteger("quarry.leak.repeats", 5);

    private static final int ENOUGH_FOR_MEMORY = 40; // with fewer, what is loaded at first is more than what could leak
    private static final long LEVEL = 8L << 20; // bytes

    @TempDir
    static Path folder;

    private static Map<Collector<?, ?>, String> jobs() {
        Map<Collector<?, ?>, String> jobs = new LinkedHashMap<>();
        jobs.put(new WindowsInstalledService(), "{\"signature_check\": true, \"security_info\": true}");
        jobs.put(
                new WindowsCurrentProcess(),
                "{\"all_handles\": true, \"modules\": true, \"user_info\": true, \"udp_ipv4\": true}");
        jobs.put(
                new WindowsRegistryKey(),
                "{\"registry_keys\": [\"Software\\\\Microsoft\\\\.*\"], \"search_hklm\": true, \"search_hkcr\": true,"
                        + " \"persistent\": true}");
        jobs.put(new WindowsDirectoryEntry(), "{\"path\": \"C:/windows/*\", \"calculate_md5\": true}");
        jobs.put(new WindowsArpCache(new StateLocation(folder)), "");
        jobs.put(new WindowsNetworkConnection(), "{\"udp_ipv4\": true, \"tcp_ipv6\": true}");
        jobs.put(new WindowsScheduledTask(), "");
        jobs.put(new WindowsUserSession(), "");
        jobs.put(new WindowsDnsCache(), "");
        return jobs;
    }

    @TestFactory
    Stream<DynamicTest> nothingStaysOpen() {
        return jobs().entrySet().stream()
                .map(job -> DynamicTest.dynamicTest(
                        job.getKey().job(),
                        () -> nothingStaysOpen(job.getKey(), params(job.getKey().job(), job.getValue()))));
    }

    private static SpecificRecord params(String name, String given) {
        Job job = JobCatalogue.installed().find(name).orElseThrow();
        Reading reading = ParameterReader.read(job, given);
        assertThat(reading.violations()).isEmpty();
        return (SpecificRecord) Objects.requireNonNull(reading.record());
    }

    /** The catalogue's job and the collector's agree by name. */
    @SuppressWarnings("unchecked")
    private static void nothingStaysOpen(Collector<?, ?> some, SpecificRecord params) {
        Collector<SpecificRecord, SpecificRecord> collector = (Collector<SpecificRecord, SpecificRecord>) some;
        GatheredRows<SpecificRecord> rows = GatheredRows.of(collector, params);
        assertThat(rows.verdict()).isInstanceOf(Verdict.Done.class);
        assertThat(OpenHandle.open()).isZero();
        for (int most = 0; most < Math.min(3, rows.rows().size()); most++) {
            int bound = most;
            try {
                collector.collect(params, new Bounded(bound));
            } catch (StoppedException e) {
                // as it was told
            }
            assertThat(OpenHandle.open()).as("stopped at row " + bound).isZero();
            assertThat(Privileges.held()).isZero();
        }
        int before = handles();
        long memory = 0;
        for (int i = 0; i < REPEATS; i++) {
            if (REPEATS >= ENOUGH_FOR_MEMORY && i == REPEATS / 4) {
                memory = privateBytes();
            }
            GatheredRows.of(collector, params);
        }
        assertThat(handles()).isLessThan(before + Math.min(REPEATS, 10));
        if (REPEATS >= ENOUGH_FOR_MEMORY) {
            assertThat(privateBytes()).as("private bytes").isLessThan(memory + LEVEL);
        }
    }

    /** Memory of this process alone: PrivateUsage of PROCESS_MEMORY_COUNTERS_EX, psapi.h. The heap's pages are touched at the start. */
    private static long privateBytes() {
        System.gc();
        StructLayout layout = StructLayout.of(Native.POINTER_SIZE)
                .dword("cb", "PageFaultCount")
                .pointer("PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage", "QuotaPagedPoolUsage")
                .pointer("QuotaPeakNonPagedPoolUsage", "QuotaNonPagedPoolUsage", "PagefileUsage", "PeakPagefileUsage")
                .pointer("PrivateUsage")
                .build();
        try (Memory counters = new Memory(layout.size())) {
            Function ask = NativeLibrary.getInstance("kernel32").getFunction("K32GetProcessMemoryInfo");
            assertThat(ask.invokeInt(new Object[] {Kernel32Calls.GetCurrentProcess(), counters, layout.size()}))
                    .isNotZero();
            long bytes = counters.getLong(layout.at("PrivateUsage"));
            assertThat(bytes).isPositive();
            return bytes;
        }
    }

    private static int handles() {
        IntByReference count = new IntByReference();
        assertThat(Kernel32Calls.GetProcessHandleCount(Kernel32Calls.GetCurrentProcess(), count))
                .isTrue();
        return count.getValue();
    }

    /** Ends the task at a row. */
    private static final class Bounded implements FindingSink<SpecificRecord> {
        private int left;

        Bounded(int most) {
            left = most;
        }

        @Override
        public void row(SpecificRecord finding) throws StoppedException {
            if (left-- == 0) {
                throw new StoppedException("enough");
            }
        }

        @Override
        public void problem(Problem problem) {}

        @Override
        public void checkpoint() {}
    }
}
