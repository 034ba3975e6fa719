package io.quarry.cli;

import io.quarry.cli.view.Column;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code quarry assets}. */
@Command(
        name = "assets",
        description =
                "The endpoints that have reported: id, hostname, system, agent, last seen, labels that were given and those that"
                        + " they report themselves.")
final class AssetsCommand extends ServiceCommand {
    private static final List<Column> COLUMNS = Column.all(
            "asset_id",
            "hostname",
            "os",
            "os_version",
            "agent_version",
            "given_labels",
            "reported_labels",
            "last_seen",
            "online");

    @Override
    public Integer call() {
        output.list(client().items("/api/assets"), COLUMNS);
        return ExitCodes.OK;
    }
}
