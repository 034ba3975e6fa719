package io.quarry.agent.collect.session;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.UserSessionFinding;
import io.quarry.jobs.UserSessionParams;
import io.quarry.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** All that one collection gave. */
final class Gathered implements FindingSink<UserSessionFinding> {
    private final List<UserSessionFinding> rows = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    static Gathered from(Path root, Clock clock, boolean active, boolean remote) {
        UserSessionParams params = new UserSessionParams();
        params.setActiveConnections(active);
        params.setRemoteConnections(remote);
        Gathered gathered = new Gathered();
        try {
            Verdict verdict = new LinuxUserSession(root, clock).collect(params, gathered);
            if (!(verdict instanceof Verdict.Done)) {
                throw new AssertionError(verdict);
            }
        } catch (StoppedException e) {
            throw new AssertionError(e);
        }
        return gathered;
    }

    /** Prints each row of the host this runs on, a line of JSON each; then each problem. Arguments: root, active, remote. */
    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        Path root = Path.of(arguments.length == 0 ? "/" : arguments[0]);
        Gathered gathered = from(root, Clock.systemUTC(), given.contains("active"), given.contains("remote"));
        gathered.rows.forEach(System.out::println);
        gathered.problems.forEach(System.out::println);
    }

    List<UserSessionFinding> rows() {
        return rows;
    }

    /** The row of a user, of which there must be one. */
    UserSessionFinding of(String user) {
        List<UserSessionFinding> found =
                rows.stream().filter(row -> user.equals(row.getUser())).toList();
        if (found.size() != 1) {
            throw new AssertionError(user + ": " + found + " of " + rows);
        }
        return found.get(0);
    }

    List<Problem> problems() {
        return problems;
    }

    @Override
    public void row(UserSessionFinding finding) {
        try {
            finding.toByteBuffer(); // it must fit its schema
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rows.add(finding);
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void checkpoint() {}
}
