package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys of this host by owner, read once for a task. The kernel shows no process's own keyrings to another, and of other
 * keys those that the reader may view.
 */
final class KeyTable {
    private static final int MOST_BYTES = 8 << 20;

    private final Map<Long, List<ProcKeys.Key>> byOwner = new HashMap<>();

    KeyTable() {}

    /** @param file {@code /proc/keys}; where there is none a problem says so */
    static KeyTable read(Path file, FindingSink<?> sink) {
        KeyTable table = new KeyTable();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            int malformed = table.parse(bytes, bytes.length);
            if (bytes.length == MOST_BYTES) {
                sink.problem(new Problem(file.toString(), ProblemReason.LIMIT, "cut at " + MOST_BYTES + " bytes"));
            } else if (malformed > 0) {
                sink.problem(
                        new Problem(file.toString(), ProblemReason.MALFORMED, malformed + " lines are not understood"));
            }
        } catch (IOException e) {
            sink.problem(new Problem(file.toString(), ProblemReason.NOT_AVAILABLE, e.toString()));
        }
        return table;
    }

    /** @return how many lines are none */
    int parse(byte[] bytes, int length) {
        int malformed = 0;
        ByteCursor in = new ByteCursor(bytes, 0, length);
        while (!in.atEnd()) {
            try {
                ProcKeys.Key key = ProcKeys.line(bytes, in);
                if (!key.ofKernel()) {
                    byOwner.computeIfAbsent(key.uid(), uid -> new ArrayList<>(1))
                            .add(key);
                }
            } catch (MalformedTextException e) {
                malformed++;
            }
        }
        return malformed;
    }

    List<ProcKeys.Key> of(long uid) {
        return byOwner.getOrDefault(uid, List.of());
    }
}
