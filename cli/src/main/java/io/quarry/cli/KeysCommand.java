package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.cli.stack.StackPointer;
import io.quarry.cli.view.Column;
import io.quarry.schemas.Grant;
import io.quarry.schemas.KeyRing;
import io.quarry.schemas.Keys;
import io.quarry.schemas.TrustedKey;
import io.quarry.schemas.Violations;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarry keys}. */
@Command(
        name = "keys",
        description = "The keys that commands are signed with, in the scheduler's data folder. To change the one that"
                + " signs: add, bring signing-keys.pem to the agents, rotate, and revoke the old one. Agents read the"
                + " file anew when it changes.",
        subcommands = {
            KeysCommand.ListAll.class,
            KeysCommand.Add.class,
            KeysCommand.Rotate.class,
            KeysCommand.Revoke.class
        })
final class KeysCommand {
    @Mixin
    private HelpOption help;

    /** A command on a data folder. */
    @Command
    abstract static class OnRing implements Callable<Integer> {
        private static final List<Column> COLUMNS = Column.all("key_id", "role", "hunts", "jobs", "limits");

        @Spec
        private CommandSpec spec;

        @Mixin
        protected OutputOptions output;

        @Mixin
        private HelpOption help;

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The scheduler's data folder (QUARRY_DATA). Default: that of the running `quarry up`.")
        private @Nullable Path data;

        @Override
        public Integer call() throws IOException {
            Path folder = data != null
                    ? data
                    : StackPointer.ofUser(System.getenv())
                            .folder()
                            .orElseThrow(() -> new ParameterException(
                                    spec.commandLine(), "No stack of yours runs here: say --data DIR."));
            return change(new KeyRing(folder));
        }

        abstract int change(KeyRing ring) throws IOException;

        int print(KeyRing ring) throws IOException {
            String signs = Keys.id(ring.signing().getPublic());
            String next = ring.next().map(Keys::id).orElse("");
            List<JsonNode> rows = new ArrayList<>();
            for (TrustedKey key : ring.trusted()) {
                String id = key.id();
                ObjectNode row = JsonNodeFactory.instance.objectNode().put("key_id", id);
                String other = key.grant().isPresent() ? "LIMITED" : "TRUSTED";
                row.put("role", id.equals(signs) ? "SIGNS" : id.equals(next) ? "NEXT" : other);
                rows.add(row.setAll(granted(key)));
            }
            output.list(rows, COLUMNS);
            return ExitCodes.OK;
        }

        private static ObjectNode granted(TrustedKey key) {
            ObjectNode row = JsonNodeFactory.instance.objectNode();
            key.grant().ifPresent(grant -> row.put("hunts", grant.hunts())
                    .put("jobs", String.join(",", grant.jobs()))
                    .put(
                            "limits",
                            "%d rows, %d bytes, %d %%, %s"
                                    .formatted(
                                            grant.limits().getMaxRows(),
                                            grant.limits().getMaxBytes(),
                                            grant.limits().getMaxCpuPercent(),
                                            grant.limits().getTimeout())));
            return row;
        }

        int refuse(String message) {
            output.err().println(message);
            output.err().flush();
            return ExitCodes.INVALID;
        }
    }

    /** {@code quarry keys list}. */
    @Command(name = "list", description = "The keys that are obeyed, and which of them signs.")
    static final class ListAll extends OnRing {
        @Override
        int change(KeyRing ring) throws IOException {
            return print(ring);
        }
    }

    /** {@code quarry keys add}. */
    @Command(
            name = "add",
            description = "Makes the key that will sign after `rotate`, or has a key of somebody else obeyed, too.")
    static final class Add extends OnRing {
        @Option(
                names = "--public",
                paramLabel = "PEM",
                description =
                        "Public Ed25519 keys of an automation that signs commands itself; say what they may order.")
        private @Nullable Path keys;

        @Mixin
        private GrantOptions granted;

        @Override
        int change(KeyRing ring) throws IOException {
            if (keys == null) {
                ring.signing();
                ring.addNext();
                return print(ring);
            }
            Violations violations = new Violations();
            Optional<Grant> grant = granted.grant(violations);
            List<PublicKey> read = List.of();
            try {
                read = Keys.readPublic(keys);
            } catch (IOException e) {
                violations.add("--public", keys, "must be a PEM file of Ed25519 public keys: " + e.getMessage());
            }
            if (!violations.list().isEmpty()) {
                throw new InvalidInputException(violations.list());
            }
            try {
                for (PublicKey key : read) {
                    ring.trust(new TrustedKey(key, grant));
                }
            } catch (IllegalStateException e) {
                return refuse(String.valueOf(e.getMessage()));
            }
            return print(ring);
        }
    }

    /** {@code quarry keys rotate}. */
    @Command(name = "rotate", description = "The key that was added signs from now on; running schedulers notice.")
    static final class Rotate extends OnRing {
        @Override
        int change(KeyRing ring) throws IOException {
            return ring.rotate() ? print(ring) : refuse("There is no key to change to: `quarry keys add` makes one.");
        }
    }

    /** {@code quarry keys revoke}. */
    @Command(
            name = "revoke",
            description = "A key is obeyed no more, by agents once they have the new signing-keys.pem.")
    static final class Revoke extends OnRing {
        @Parameters(paramLabel = "KEY", description = "Key id: see `quarry keys list`.")
        private String key = "";

        @Override
        int change(KeyRing ring) throws IOException {
            try {
                return ring.revoke(key) ? print(ring) : refuse("No key " + key + " is trusted: nothing to revoke.");
            } catch (IllegalStateException e) {
                return refuse(String.valueOf(e.getMessage()));
            }
        }
    }
}
