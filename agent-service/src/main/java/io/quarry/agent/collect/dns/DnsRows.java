package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.DnsCacheFinding;
import io.quarry.jobs.DnsSource;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes the rows of one source, and its problems: the first of them are told, the rest counted. */
final class DnsRows {
    private static final int TOLD = 100;
    private static final Problem NEGATIVE =
            new Problem("data", ProblemReason.NOT_AVAILABLE, "a negative entry has no data");
    private static final Problem UNSURE =
            new Problem("status", ProblemReason.NOT_AVAILABLE, "the source does not tell NXDOMAIN from NODATA");

    private final DnsSource source;
    private final String item;
    private final FindingSink<DnsCacheFinding> sink;
    private long problems;

    /** @param item what problems are about: a file, or a resolver with its version */
    DnsRows(DnsSource source, String item, FindingSink<DnsCacheFinding> sink) {
        this.source = source;
        this.item = item;
        this.sink = sink;
    }

    void row(CachedRecord cached) throws StoppedException {
        sink.checkpoint();
        DnsCacheFinding row = new DnsCacheFinding();
        List<Problem> notes = new ArrayList<>(1);
        row.setName(cached.name());
        row.setType(cached.type());
        row.setData(cached.data());
        row.setTtlSeconds(cached.ttl());
        row.setStatus(cached.status());
        row.setFlags(cached.flags());
        row.setSection(cached.section() == null ? null : cached.section().name());
        row.setSource(source);
        row.setInterface$(cached.link());
        if (cached.complaint() != null) {
            notes.add(new Problem("data", ProblemReason.MALFORMED, cached.complaint()));
            problem(ProblemReason.MALFORMED, cached.name() + " " + cached.type() + ": " + cached.complaint());
        } else if (cached.data() == null) {
            notes.add(NEGATIVE);
            if (cached.status() == null) {
                notes.add(UNSURE);
            }
        }
        row.setProblems(notes);
        sink.row(row);
    }

    void problem(ProblemReason reason, String detail) {
        if (++problems <= TOLD) {
            sink.problem(new Problem(item, reason, detail));
        }
    }

    /** What stood in the way of reading a file or a socket. */
    void failed(String what, IOException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof AccessDeniedException
                || message.toLowerCase(Locale.ROOT).contains("permission denied")) {
            problem(ProblemReason.DENIED, what + ": needs root");
        } else if (e instanceof NoSuchFileException) {
            problem(ProblemReason.NOT_AVAILABLE, what + ": no such file");
        } else if (e instanceof LocalSocket.AnswerTooLongException) {
            problem(ProblemReason.LIMIT, what + ": " + message);
        } else if (e instanceof InterruptedIOException) {
            problem(ProblemReason.TIMEOUT, what + ": " + message);
        } else {
            problem(ProblemReason.IO_ERROR, what + ": " + e);
        }
    }

    /** To be called when the source is done. */
    void end() {
        if (problems > TOLD) {
            sink.problem(new Problem(item, ProblemReason.MALFORMED, problems - TOLD + " more problems"));
        }
    }
}
