package io.quarry.cli;

import io.quarry.cli.client.QuarryClient;
import io.quarry.cli.stack.Stack;
import java.io.PrintWriter;

/** Says where a stack is to be found. */
final class StackAddresses {
    private StackAddresses() {}

    static void print(PrintWriter out, Stack stack) {
        QuarryClient client =
                new QuarryClient(stack.address().url(), stack.address().token());
        out.println("Quarry is up at " + stack.address().url());
        out.println("  console   " + ConsoleCommand.address(client));
        out.println("            logs in once, within an hour; `quarry console` prints a new one");
        out.println("  API       " + stack.address().url() + "/openapi");
        out.println("  data      " + stack.options().data());
        out.println("  logs      " + stack.options().data().resolve("logs"));
        out.println("  broker    " + stack.address().brokers());
        out.println("  registry  " + stack.address().registry());
        out.println("  token     in " + stack.options().data().resolve("address.json")
                + "; commands of this user find it by themselves");
        out.flush();
    }
}
