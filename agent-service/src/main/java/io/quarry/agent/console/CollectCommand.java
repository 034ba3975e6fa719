package io.quarry.agent.console;

import io.micronaut.context.BeanContext;
import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.Collectors;
import io.quarry.model.Outcome;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import io.quarry.model.Violation;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.ParameterReader;
import io.quarry.schemas.Printable;
import io.quarry.schemas.Reading;
import io.quarry.schemas.Violations;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Runs one collector on this host: findings to standard output, everything else to standard error. */
@Command(
        name = "collect",
        mixinStandardHelpOptions = true,
        customSynopsis = "quarry-agent collect JOB [--NAME=VALUE ...] [--format table|json|csv] [--repeat N] [--stats]",
        description = "Runs one collector on this host, without a broker.",
        footer = {
            "",
            "--NAME=VALUE are the job's parameters by their names with dashes: --parent-pid=1. A switch needs no value.",
            "Exit: 0 completed, 1 not whole (the outcome says why), 2 wrong usage, nothing was run."
        })
public final class CollectCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int NOT_WHOLE = 1;
    private static final int WRONG_USAGE = 2;
    private static final int MOST_RUNS = 10_000;
    private static final int DEFAULT_WIDTH = 100;
    private static final int LEAST_WIDTH = 20;
    private static final int BUFFER = 1 << 16;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table (default), json (one object a line) or csv")
    private String format = "table";

    @Option(names = "--repeat", paramLabel = "N", description = "With --stats: how many runs are timed, 1 to 10000.")
    private String repeat = "1";

    @Option(
            names = "--stats",
            description = "Times the collection apart from printing; one JSON object to standard error, milliseconds.")
    private boolean stats;

    @Unmatched
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        Violations violations = new Violations();
        JobArguments arguments = JobArguments.parse(words, JobCatalogue.installed(), violations);
        List<Violation> wrong = new ArrayList<>(violations.list());
        wrong.addAll(optionViolations());
        Job job = arguments.job();
        if (job == null) {
            return refuse(wrong);
        }
        Reading reading = ParameterReader.read(job, arguments.parameters());
        wrong.addAll(reading.violations());
        if (!wrong.isEmpty() || reading.record() == null) {
            return refuse(wrong);
        }
        return collect(job, (SpecificRecord) reading.record());
    }

    private List<Violation> optionViolations() {
        Violations violations = new Violations();
        if (!List.of("table", "json", "csv").contains(format)) {
            violations.add("--format", format, "must be table, json or csv");
        }
        if (runs() == 0) {
            violations.add("--repeat", repeat, "must be a whole number from 1 to " + MOST_RUNS);
        }
        return violations.list();
    }

    private int runs() {
        int runs = repeat.matches("\\d{1,5}") ? Integer.parseInt(repeat) : 0;
        return runs <= MOST_RUNS ? runs : 0;
    }

    private static int refuse(List<Violation> violations) {
        PrintStream err = System.err;
        for (Violation violation : violations) {
            String field = violation.getField();
            String name = field.startsWith("parameters.")
                    ? JobArguments.option(field.substring("parameters.".length()))
                    : field;
            String value = violation.getValue() == null ? "" : " (was: " + violation.getValue() + ")";
            err.println(Printable.escape(name) + ": " + violation.getMessage() + value);
        }
        return WRONG_USAGE;
    }

    private int collect(Job job, SpecificRecord params) {
        // the beans without an environment: half the start of a whole application context
        try (BeanContext context = BeanContext.build().start()) {
            Collector<?, ?> found =
                    context.getBean(Collectors.class).find(job.name()).orElse(null);
            PrintStream out = new PrintStream(
                    new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                    false,
                    StandardCharsets.UTF_8);
            int exit = found == null ? unsupported(job, out) : run(job, params, found, out);
            out.flush();
            return exit;
        }
    }

    /** The catalogue's job and the collector's agree by name: the records are of the classes that it takes. */
    @SuppressWarnings("unchecked")
    private int run(Job job, SpecificRecord params, Collector<?, ?> found, PrintStream out) {
        Collector<SpecificRecord, SpecificRecord> collector = (Collector<SpecificRecord, SpecificRecord>) found;
        if (stats) {
            RunTimes times = new RunTimes(runs());
            for (int i = 0; i < runs(); i++) {
                Collection timed = new Collection(row -> {}, () -> false);
                times.measure(() -> timed.run(collector, params));
                times.charge(timed.helpersNanos());
                times.rows(timed.rows());
            }
            System.err.println(times.json());
        }
        RowWriter writer = writer(job, out);
        Collection collection = new Collection(writer::row, out::checkError);
        collection.run(collector, params);
        return end(writer, collection.outcome(), collection.rows(), collection.problems());
    }

    private int unsupported(Job job, PrintStream out) {
        return end(writer(job, out), Outcome.UNSUPPORTED, 0, List.of(noCollector(job)));
    }

    private static Problem noCollector(Job job) {
        return new Problem(
                job.name(),
                ProblemReason.UNSUPPORTED_ON_PLATFORM,
                "this version has no collector for it on " + System.getProperty("os.name"));
    }

    private int end(RowWriter writer, Outcome outcome, long rows, List<Problem> problems) {
        writer.end(outcome, rows, problems);
        if (!format.equals("json")) {
            for (Problem problem : problems) {
                System.err.println(
                        Printable.escape(problem.getItem() + ": " + problem.getReason() + detail(problem.getDetail())));
            }
            System.err.println(outcome + ", " + rows + (rows == 1 ? " row" : " rows"));
        }
        return outcome == Outcome.COMPLETED ? DONE : NOT_WHOLE;
    }

    private static String detail(@Nullable String detail) {
        return detail == null ? "" : " " + detail;
    }

    private RowWriter writer(Job job, PrintStream out) {
        return switch (format) {
            case "json" -> new JsonRows(out);
            case "csv" -> new CsvRows(out, job.columns());
            default -> new TableRows(out, job, width());
        };
    }

    private static int width() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("\\d{1,4}")
                ? Math.max(LEAST_WIDTH, Integer.parseInt(columns))
                : DEFAULT_WIDTH;
    }
}
