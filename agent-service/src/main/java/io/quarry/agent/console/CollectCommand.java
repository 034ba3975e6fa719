package io.quarry.agent.console;

import io.micronaut.context.ApplicationContext;
import io.quarry.agent.collect.Collectors;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs one collector on this host. */
@Command(name = "collect", mixinStandardHelpOptions = true, description = "Runs one collector on this host.")
public final class CollectCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        try (ApplicationContext context = ApplicationContext.run()) {
            System.err.println(context.getBean(Collectors.class).jobs());
        }
        return 0;
    }
}
