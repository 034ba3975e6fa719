package io.quarry.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Memory of {@code quarry up} with one agent, idle for a while: resident and proportional set of each process. */
final class IdleStackBenchmark {
    private static final Map<String, String> NAMES = Map.of(
            "kafka.Kafka", "broker",
            "apicurio", "registry",
            "scheduler-service", "scheduler",
            "results-service", "results",
            "quarry-agent", "agent",
            "quarry-cli.jar", "up");

    private IdleStackBenchmark() {}

    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 120;
        try (Stack stack = new Stack(1)) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
            List<ProcessHandle> all =
                    new java.util.ArrayList<>(stack.handle().descendants().toList());
            all.add(stack.handle());
            Map<String, double[]> memory = new TreeMap<>();
            for (ProcessHandle process : all) {
                double rss = kilobytes(process.pid(), "status", "VmRSS:") / 1024;
                double pss = kilobytes(process.pid(), "smaps_rollup", "Pss:") / 1024;
                memory.merge(name(process), new double[] {rss, pss}, (a, b) -> new double[] {a[0] + b[0], a[1] + b[1]});
            }
            memory.forEach((name, mb) -> {
                Figures.row(name + ", resident", "MB", mb[0]);
                Figures.row(name + ", proportional", "MB", mb[1]);
            });
            Figures.row(
                    "in all, resident",
                    "MB",
                    memory.values().stream().mapToDouble(m -> m[0]).sum());
            Figures.row(
                    "in all, proportional",
                    "MB",
                    memory.values().stream().mapToDouble(m -> m[1]).sum());
        }
    }

    private static String name(ProcessHandle process) throws IOException {
        String command =
                Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
        return NAMES.entrySet().stream()
                .filter(e -> command.startsWith("/") && command.contains("java ") && command.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("shells that hold the leashes");
    }

    private static double kilobytes(long pid, String file, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/" + file)).stream()
                .filter(l -> l.startsWith(field))
                .mapToDouble(l -> Double.parseDouble(l.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }
}
