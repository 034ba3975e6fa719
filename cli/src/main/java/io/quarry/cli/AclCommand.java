package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarry.cli.access.Grants;
import io.quarry.cli.access.Role;
import io.quarry.cli.stack.StackException;
import io.quarry.cli.view.Column;
import io.quarry.schemas.JobCatalogue;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quarry acl}. */
@Command(
        name = "acl",
        description =
                "The least-privilege Kafka ACLs of each role; with --apply, adds those that are missing. None is ever"
                        + " removed. Topics are made by the administrator: `quarry topics --apply`.")
final class AclCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS =
            Column.all("role", "principal", "operation", "resource", "pattern", "name");

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private HelpOption help;

    @Option(
            names = "--role",
            split = ",",
            paramLabel = "ROLE",
            description = "Only these: ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<Role> roles = EnumSet.allOf(Role.class);

    @Option(
            names = "--principal",
            paramLabel = "ROLE=PRINCIPAL",
            description = "Who has the role, such as agent=User:CN=agents,O=example. Default: User:quarry-ROLE.")
    private Map<Role, String> principals = new EnumMap<>(Role.class);

    @Option(names = "--apply", description = "Adds them; needs --brokers.")
    private boolean apply;

    @Override
    public Integer call() throws InterruptedException {
        List<Grants> grants = roles.stream().sorted().map(this::grants).toList();
        if (apply) {
            int added = add(grants.stream().flatMap(g -> acls(g).stream()).toList());
            output.err().println(added == 0 ? "All of them were there." : "Added: " + added);
            return ExitCodes.OK;
        }
        output.list(
                grants.stream()
                        .flatMap(g -> acls(g).stream().map(acl -> json(g, acl)))
                        .toList(),
                COLUMNS);
        return ExitCodes.OK;
    }

    private Grants grants(Role role) {
        String principal = principals.getOrDefault(role, role.defaultPrincipal());
        if (!principal.startsWith("User:")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--principal " + role.label() + "=" + principal + ": a principal of Kafka begins with User:");
        }
        return new Grants(role, principal);
    }

    private static List<AclBinding> acls(Grants grants) {
        return grants.acls(JobCatalogue.installed());
    }

    private int add(List<AclBinding> wanted) throws InterruptedException {
        try (Admin admin = Admin.create(cluster.admin())) {
            var existing = admin.describeAcls(AclBindingFilter.ANY).values().get();
            List<AclBinding> missing =
                    wanted.stream().filter(acl -> !existing.contains(acl)).toList();
            admin.createAcls(missing).all().get();
            return missing.size();
        } catch (ExecutionException e) {
            throw new StackException("The ACLs can't be added: " + e.getCause(), e);
        }
    }

    private static JsonNode json(Grants grants, AclBinding acl) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("role", grants.role().label())
                .put("principal", grants.principal())
                .put("operation", acl.entry().operation().name())
                .put("resource", acl.pattern().resourceType().name())
                .put("pattern", acl.pattern().patternType().name())
                .put("name", acl.pattern().name());
    }
}
