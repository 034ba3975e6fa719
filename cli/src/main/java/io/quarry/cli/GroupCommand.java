package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.cli.view.Column;
import io.quarry.schemas.Violations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarry group}. */
@Command(
        name = "group",
        description = "Named groups of assets: those that are listed, and those with labels that you gave them.",
        subcommands = {
            GroupCommand.Set.class,
            GroupCommand.Add.class,
            GroupCommand.Remove.class,
            GroupCommand.Show.class,
            GroupCommand.ListAll.class,
            GroupCommand.Delete.class
        })
final class GroupCommand {
    @Mixin
    private HelpOption help;

    /** A command about one group. */
    @Command
    abstract static class OneGroup extends ServiceCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the group.")
        private String name = "";

        String path() {
            return "/api/groups/" + id(name);
        }
    }

    /** {@code quarry group set}. */
    @Command(name = "set", description = "Makes a group, or replaces what it is.")
    static final class Set extends OneGroup {
        @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
        private @Nullable String description;

        @Option(names = "--asset", paramLabel = "ID", description = "A member; more than once.")
        private List<String> assets = new ArrayList<>();

        @Option(
                names = "--label",
                paramLabel = "K=V",
                description = "Assets that were given this label (`quarry label set`) are members; more than once.")
        private List<String> labels = new ArrayList<>();

        @Override
        public Integer call() {
            ObjectNode group = JsonNodeFactory.instance.objectNode();
            Violations violations = new Violations();
            HuntOptions.put(group, "description", description);
            HuntOptions.put(group, "assets", assets);
            TargetOptions.labels(group, "labels", labels, violations);
            if (!violations.list().isEmpty()) {
                throw new InvalidInputException(violations.list());
            }
            output.object(client().put(path(), group));
            return ExitCodes.OK;
        }
    }

    /** A command that changes who is listed. */
    @Command
    abstract static class Members extends OneGroup {
        @Parameters(index = "1..*", arity = "1..*", paramLabel = "ASSET", description = "Asset ids.")
        private List<String> assets = new ArrayList<>();

        abstract void change(java.util.Set<String> members, List<String> given);

        @Override
        public Integer call() {
            ObjectNode group = client().get(path()).deepCopy();
            java.util.Set<String> members = new java.util.LinkedHashSet<>();
            group.path("assets").forEach(a -> members.add(a.asText()));
            change(members, assets);
            HuntOptions.put(group.remove(List.of("assets")), "assets", List.copyOf(members));
            output.object(client().put(path(), group, group.path("version").asInt()));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry group add}. */
    @Command(name = "add", description = "Lists assets as members.")
    static final class Add extends Members {
        @Override
        void change(java.util.Set<String> members, List<String> given) {
            members.addAll(given);
        }
    }

    /** {@code quarry group remove}. */
    @Command(name = "remove", description = "Takes assets from the list of members.")
    static final class Remove extends Members {
        @Override
        void change(java.util.Set<String> members, List<String> given) {
            given.forEach(members::remove);
        }
    }

    /** {@code quarry group show}. */
    @Command(name = "show", description = "One group.")
    static final class Show extends OneGroup {
        @Override
        public Integer call() {
            output.object(client().get(path()));
            return ExitCodes.OK;
        }
    }

    /** {@code quarry group list}. */
    @Command(name = "list", description = "All groups, with the number of their members.")
    static final class ListAll extends ServiceCommand {
        private static final List<Column> COLUMNS =
                Column.all("name", "members", "labels", "description", "version", "set_by", "set_at");

        @Override
        public Integer call() {
            Iterable<JsonNode> items = client().items("/api/groups");
            output.list(items, COLUMNS);
            return ExitCodes.OK;
        }
    }

    /** {@code quarry group delete}. */
    @Command(name = "delete", description = "Deletes a group; hunts that name it find no members.")
    static final class Delete extends OneGroup {
        @Override
        public Integer call() {
            client().delete(path());
            return ExitCodes.OK;
        }
    }
}
