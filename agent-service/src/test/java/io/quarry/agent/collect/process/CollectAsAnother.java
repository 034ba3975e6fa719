package io.quarry.agent.collect.process;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Run by tests as another user: prints how many processes there are and what could not be read. */
final class CollectAsAnother {
    private CollectAsAnother() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Gathered gathered = Gathered.with(params -> params.setFileHandles(true));
        out.println("rows " + gathered.rows().size());
        gathered.problems()
                .forEach(problem -> out.println(
                        "problem " + problem.getReason() + " " + problem.getItem() + " " + problem.getDetail()));
    }
}
