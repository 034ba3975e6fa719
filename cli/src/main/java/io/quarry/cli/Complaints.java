package io.quarry.cli;

import io.quarry.cli.client.Refusal;
import io.quarry.cli.client.UnreachableException;
import io.quarry.cli.stack.StackException;
import io.quarry.model.Violation;
import io.quarry.schemas.Printable;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;

/** Says on standard error what went wrong, and chooses the exit code. */
final class Complaints {
    private static final int UNAUTHORIZED = 401;

    private Complaints() {}

    static int handle(Exception e, CommandLine command) {
        PrintWriter err = command.getErr();
        if (e instanceof UnreachableException) {
            err.println(e.getMessage());
            return ExitCodes.UNREACHABLE;
        }
        if (e instanceof Refusal refusal) {
            return refused(err, refusal);
        }
        if (e instanceof InvalidInputException invalid) {
            return invalid(err, "Nothing was sent:", invalid.violations());
        }
        if (e instanceof StackException) {
            err.println(e.getMessage());
            return ExitCodes.NOT_WHOLE;
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return ExitCodes.NOT_WHOLE;
        }
        err.println("A defect of this command, please report it:");
        e.printStackTrace(err);
        return ExitCodes.NOT_WHOLE;
    }

    private static int refused(PrintWriter err, Refusal refusal) {
        if (refusal.status() == UNAUTHORIZED) {
            err.println("The service refuses the token. Give the right one with --token or QUARRY_TOKEN.");
            return ExitCodes.INVALID;
        }
        invalid(
                err,
                "The service refuses: " + Printable.escape(String.valueOf(refusal.getMessage())),
                refusal.violations());
        return refusal.invalid() ? ExitCodes.INVALID : ExitCodes.NOT_WHOLE;
    }

    private static int invalid(PrintWriter err, String head, List<Violation> violations) {
        err.println(head);
        for (Violation v : violations) {
            String value = v.getValue() == null ? "" : " (given: " + Printable.escape(v.getValue()) + ")";
            err.println("  " + Printable.escape(v.getField()) + ": " + Printable.escape(v.getMessage()) + value);
        }
        err.flush();
        return ExitCodes.INVALID;
    }
}
