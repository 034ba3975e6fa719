package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.jobs.InstalledServiceParams;
import io.quarry.model.Problem;

/** Prints each row as JSON on a line, and each problem, as they come: a program of its own, to be run in a machine. */
public final class PrintServices implements FindingSink<InstalledServiceFinding> {

    public static void main(String[] arguments) throws StoppedException {
        boolean all = arguments.length > 0 && arguments[0].equals("all");
        InstalledServiceParams params = new InstalledServiceParams();
        params.setSignatureCheck(all);
        params.setSecurityInfo(all);
        new LinuxInstalledService().collect(params, new PrintServices());
    }

    @Override
    public void row(InstalledServiceFinding finding) {
        System.out.println(finding);
    }

    @Override
    public void problem(Problem problem) {
        System.out.println("problem: " + problem);
    }

    @Override
    public void checkpoint() {}
}
