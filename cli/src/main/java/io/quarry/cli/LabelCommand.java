package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.cli.client.QuarryClient;
import io.quarry.cli.view.Column;
import io.quarry.schemas.Violations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quarry label}. */
@Command(
        name = "label",
        description = "Labels that you give assets; they stand before those that assets report themselves.",
        subcommands = {LabelCommand.Set.class, LabelCommand.Remove.class, LabelCommand.ListAll.class})
final class LabelCommand {
    @Mixin
    private HelpOption help;

    /** A command about one asset. */
    @Command
    abstract static class OneAsset extends ServiceCommand {
        @Parameters(index = "0", paramLabel = "ASSET", description = "Asset id: see `quarry assets`.")
        private String asset = "";

        String path() {
            return "/api/assets/" + id(asset) + "/labels";
        }
    }

    /** {@code quarry label set}. */
    @Command(name = "set", description = "Gives an asset labels; others that it has stay.")
    static final class Set extends OneAsset {
        @Parameters(index = "1..*", arity = "1..*", paramLabel = "K=V", description = "Name and value.")
        private List<String> labels = new ArrayList<>();

        @Override
        public Integer call() {
            Violations violations = new Violations();
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            for (String label : labels) {
                int equals = label.indexOf('=');
                if (equals < 1) {
                    violations.add("labels", label, "must be NAME=VALUE");
                } else {
                    body.put(label.substring(0, equals), label.substring(equals + 1));
                }
            }
            if (!violations.list().isEmpty()) {
                throw new InvalidInputException(violations.list());
            }
            output.object(client().put(path(), body));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry label remove}. */
    @Command(name = "remove", description = "Takes labels from an asset.")
    static final class Remove extends OneAsset {
        @Parameters(index = "1..*", arity = "1..*", paramLabel = "K", description = "Name of a label.")
        private List<String> names = new ArrayList<>();

        @Override
        public Integer call() {
            names.forEach(name -> client().delete(path() + "/" + id(name)));
            output.object(client().get(path()));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry label list}. */
    @Command(name = "list", description = "All labels that were given, or those of one asset.")
    static final class ListAll extends ServiceCommand {
        private static final List<Column> COLUMNS = Column.all("asset_id", "name", "value", "set_by", "set_at");

        @Parameters(paramLabel = "ASSET", arity = "0..1", description = "Asset id.")
        private @Nullable String asset;

        @Override
        public Integer call() {
            String path = asset == null ? "/api/labels" : "/api/labels?asset=" + QuarryClient.encode(asset);
            Iterable<JsonNode> items = client().items(path);
            output.list(items, COLUMNS);
            return ExitCodes.OK;
        }
    }
}
