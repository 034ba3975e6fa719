package io.quarry.results.export;

import io.quarry.results.query.BusyException;
import io.quarry.results.query.ExportPieces;
import io.quarry.results.query.ExportPlan;
import io.quarry.results.query.ExportQueries;
import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Exports that run, and the manifests of the last ones. */
@Component
public final class Exports {
    /** Exports at the same time: each holds a piece in memory. */
    public static final int MOST = 4;

    private static final int KEPT = 1_000;

    private final ExportQueries queries;
    private final Path folder;
    private final Semaphore places = new Semaphore(MOST);
    private final Map<String, Manifest> manifests = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Manifest> eldest) {
            return size() > KEPT;
        }
    });

    /** Files that a crash left behind are removed. */
    public Exports(ExportQueries queries, Store store) {
        this.queries = queries;
        this.folder = store.exports();
        try {
            Files.createDirectories(folder);
            try (Stream<Path> left = Files.list(folder)) {
                for (Path file : left.toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An export that may begin.
     *
     * @param id under which its manifest is found
     * @param guarded whether texts are kept from being formulas
     */
    public record Order(String id, ExportPlan plan, ExportFormat format, boolean guarded) {}

    /** @throws RefusedQueryException when the format can't be continued in the middle */
    public Order order(ExportPlan plan, ExportFormat format, boolean guarded) {
        if (plan.request().from() > 0 && !format.continuable()) {
            throw new RefusedQueryException(
                    "from", plan.request().from(), "must be 0: a file of " + format.text() + " can't be continued");
        }
        return new Order(UUID.randomUUID().toString(), plan, format, guarded);
    }

    public Optional<Manifest> manifest(String id) {
        return Optional.ofNullable(manifests.get(id));
    }

    /**
     * Writes the file, as far as the client takes it.
     *
     * @throws BusyException when too many others run
     * @throws IOException when the client is gone
     */
    public void write(Order order, OutputStream out) throws IOException {
        if (!places.tryAcquire()) {
            throw new BusyException(MOST + " exports run already; try again when one has ended");
        }
        Counted counted = new Counted(out);
        Instant begun = Instant.now();
        note(order, Manifest.State.RUNNING, begun, 0, counted);
        Manifest.State end = Manifest.State.BROKEN;
        long rows = 0;
        try {
            rows = rows(order, counted);
            counted.flush();
            end = Manifest.State.COMPLETE;
        } finally {
            places.release();
            note(order, end, begun, rows, counted);
        }
    }

    private long rows(Order order, Counted out) throws IOException {
        ExportPlan plan = order.plan();
        return switch (order.format()) {
            case CSV -> {
                CsvLines csv = new CsvLines(out, plan.request().from() > 0);
                csv.head(plan.columns());
                yield write(queries.lines(plan, order.guarded()), csv);
            }
            case NDJSON -> write(queries.pieces(plan), new NdjsonWriter(out));
            case AVRO ->
                write(queries.pieces(plan), new AvroWriter(out, plan.job().finding(), plan.columns()));
            case PARQUET -> parquet(order, out);
        };
    }

    private static long write(ExportPieces pieces, RowWriter writer) throws IOException {
        long[] seen = {0};
        boolean more = true;
        while (more) {
            more = pieces.next(found -> {
                try {
                    seen[0] += writer.write(found, Math.max(0, pieces.toPassOver() - seen[0]));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        writer.close();
        return Math.max(0, seen[0] - pieces.toPassOver());
    }

    private long parquet(Order order, OutputStream out) throws IOException {
        Path file = folder.resolve(order.id() + ".parquet");
        try {
            long rows = queries.parquet(order.plan(), file);
            Files.copy(file, out);
            return rows;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void note(Order order, Manifest.State state, Instant begun, long rows, Counted out) {
        ExportPlan plan = order.plan();
        manifests.put(
                order.id(),
                new Manifest(
                        order.id(),
                        state,
                        plan.request().run(),
                        plan.job().name(),
                        order.format().text(),
                        plan.columns(),
                        plan.request().where(),
                        plan.request().from(),
                        plan.until(),
                        rows,
                        out.bytes(),
                        state == Manifest.State.RUNNING ? null : out.sha256(),
                        plan.targeted(),
                        plan.outcomes(),
                        begun));
    }
}
