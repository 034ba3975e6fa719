package io.quarry.cli;

import io.quarry.cli.client.QuarryClient;
import io.quarry.cli.client.UnreachableException;
import io.quarry.cli.stack.Address;
import io.quarry.cli.stack.StackPointer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code --url} and {@code --token}: where to ask; else the environment, else the stack that this user started last. */
@Command
final class ConnectionOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Web address. Default: QUARRY_URL, else the `quarry up` that this user started last.")
    private @Nullable String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "API token. Default: QUARRY_TOKEN, else the one of that `quarry up`.")
    private @Nullable String token;

    /** @throws UnreachableException when nobody said where */
    QuarryClient client() {
        Optional<Address> local = StackPointer.ofUser(System.getenv()).address();
        String where =
                first(url, System.getenv("QUARRY_URL"), local.map(Address::url).orElse(null));
        if (where == null) {
            throw new UnreachableException(
                    "No running Quarry is known to this user. Start one with `quarry up`, or give --url and --token.");
        }
        String plain = where.endsWith("/") ? where.substring(0, where.length() - 1) : where;
        String own =
                local.filter(a -> a.url().equals(plain)).map(Address::token).orElse(null);
        return new QuarryClient(plain, first(token, System.getenv("QUARRY_TOKEN"), own));
    }

    private static @Nullable String first(@Nullable String... values) {
        for (String value : values) {
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }
}
