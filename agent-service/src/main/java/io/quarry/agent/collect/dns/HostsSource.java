package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Rows of a file like /etc/hosts. */
final class HostsSource {
    private static final List<String> ALIAS = List.of("ALIAS");

    private HostsSource() {}

    static void read(HostFiles files, String path, DnsRows rows) throws StoppedException {
        try (InputStream in = files.open(path)) {
            read(in, rows);
        } catch (IOException e) {
            rows.failed(path, e);
        }
    }

    static void read(InputStream in, DnsRows rows) throws IOException, StoppedException {
        Lines.read(in, (bytes, length, number, cut) -> {
            try {
                HostsFile.Line line = HostsFile.parse(bytes, 0, length).orElse(null);
                if (cut) {
                    rows.problem(ProblemReason.LIMIT, "line " + number + " is longer than " + Lines.LONGEST + " bytes");
                }
                if (line != null) {
                    for (int i = 0; i < line.names().size(); i++) {
                        List<String> flags = i == 0 ? List.of() : ALIAS;
                        rows.row(CachedRecord.found(line.names().get(i), line.type(), line.address(), null, flags));
                    }
                }
            } catch (DnsFormatException e) {
                rows.problem(ProblemReason.MALFORMED, "line " + number + ": " + e.getMessage());
            }
        });
    }
}
