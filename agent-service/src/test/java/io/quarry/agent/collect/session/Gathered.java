package io.quarry.agent.collect.session;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.UserSessionFinding;
import io.quarry.jobs.UserSessionParams;
import io.quarry.model.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** All that one collection gave. */
record Gathered(GatheredRows<UserSessionFinding> all) {

    static Gathered from(Path root, Clock clock, boolean active, boolean remote) {
        UserSessionParams params = new UserSessionParams();
        params.setActiveConnections(active);
        params.setRemoteConnections(remote);
        GatheredRows<UserSessionFinding> all = GatheredRows.of(new LinuxUserSession(root, clock), params);
        if (!(all.verdict() instanceof Verdict.Done)) {
            throw new AssertionError(all.verdict());
        }
        return new Gathered(all);
    }

    /** Prints the rows of the host this runs on. Arguments: root, active, remote. */
    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        Path root = Path.of(arguments.length == 0 ? "/" : arguments[0]);
        from(root, Clock.systemUTC(), given.contains("active"), given.contains("remote"))
                .all
                .print();
    }

    List<UserSessionFinding> rows() {
        return all.rows();
    }

    /** The row of a user, of which there must be one. */
    UserSessionFinding of(String user) {
        return all.one(user, row -> user.equals(row.getUser()));
    }

    List<Problem> problems() {
        return all.problems();
    }
}
