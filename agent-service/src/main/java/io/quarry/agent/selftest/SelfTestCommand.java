package io.quarry.agent.selftest;

import io.micronaut.context.BeanContext;
import io.quarry.agent.collect.Collectors;
import io.quarry.model.Outcome;
import io.quarry.schemas.Printable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks the collectors of this host: each job's rows against what the host's own tools say at the same time. */
@Command(
        name = "selftest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares every job (or those named) with Windows' own tools and prints what they do not agree on.",
            "Each tool runs before and after the job, so what comes or goes meanwhile is no difference. Nothing is changed."
        },
        footer = {
            "",
            "Run it as administrator: without, Windows hides from either side what it does not hide from the other.",
            "Exit: 0 each job agrees with at least one tool and with all that ran, 1 not so, 2 wrong usage."
        })
public final class SelfTestCommand implements Callable<Integer> {
    private static final int AGREES = 0;
    private static final int DIFFERS = 1;
    private static final int WRONG_USAGE = 2;

    @Option(
            names = "--show",
            paramLabel = "N",
            description = "How many differences of each kind are printed (default 20).")
    private int show = 20;

    @Parameters(paramLabel = "JOB", arity = "0..*", description = "Jobs to check (default: all).")
    private List<String> jobs = new ArrayList<>();

    @Override
    public Integer call() {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        if (!System.getProperty("os.name", "").startsWith("Windows")) {
            System.err.println("selftest knows the tools of Windows only; this is " + System.getProperty("os.name"));
            return WRONG_USAGE;
        }
        List<Comparison> all = WindowsComparisons.all();
        Set<String> known = new TreeSet<>();
        all.forEach(comparison -> known.add(comparison.job()));
        List<String> unknown = jobs.stream().filter(job -> !known.contains(job)).toList();
        if (!unknown.isEmpty()) {
            unknown.forEach(job -> System.err.println(
                    "JOB: must be one of " + String.join(", ", known) + " (was: " + Printable.escape(job) + ")"));
            return WRONG_USAGE;
        }
        try (BeanContext context = BeanContext.build().start()) {
            SelfTest test = new SelfTest(context.getBean(Collectors.class));
            return run(all, jobs.isEmpty() ? known : new TreeSet<>(jobs), test, out);
        }
    }

    private int run(List<Comparison> all, Set<String> wanted, SelfTest test, PrintStream out) {
        Set<String> open = new TreeSet<>(wanted);
        boolean differs = false;
        out.printf(Locale.ROOT, "%-19s%-22s%8s%13s%11s%n", "JOB", "TOOL", "SAME", "ONLY QUARRY", "ONLY TOOL");
        for (Comparison comparison : all) {
            if (!wanted.contains(comparison.job())) {
                continue;
            }
            SelfTest.Result result = test.run(comparison);
            if (result instanceof SelfTest.Result.Compared compared) {
                open.remove(comparison.job());
                differs |= !compared.difference().none();
            }
            print(comparison, result, out);
        }
        open.forEach(job -> out.println(job + ": could not be compared with anything here"));
        out.flush();
        return differs || !open.isEmpty() ? DIFFERS : AGREES;
    }

    private void print(Comparison comparison, SelfTest.Result result, PrintStream out) {
        out.printf(
                Locale.ROOT, "%-19s%-22s", comparison.job(), comparison.tool().name());
        if (result instanceof SelfTest.Result.NotCompared not) {
            out.println("  not compared: " + Printable.escape(not.why()));
        } else if (result instanceof SelfTest.Result.Compared compared) {
            Difference difference = compared.difference();
            out.printf(
                    Locale.ROOT,
                    "%8d%13d%11d%s%n",
                    difference.same(),
                    difference.onlyOurs().size(),
                    difference.onlyTheirs().size(),
                    compared.outcome() == Outcome.COMPLETED ? "" : "  the job's outcome: " + compared.outcome());
            list("only Quarry", difference.onlyOurs(), out);
            list("only " + comparison.tool().name(), difference.onlyTheirs(), out);
        }
        out.flush();
    }

    private void list(String who, Set<String> facts, PrintStream out) {
        facts.stream().limit(show).forEach(fact -> out.println("    " + who + ": " + Printable.escape(fact)));
        if (facts.size() > show) {
            out.println("    " + who + ": " + (facts.size() - show) + " more");
        }
    }
}
