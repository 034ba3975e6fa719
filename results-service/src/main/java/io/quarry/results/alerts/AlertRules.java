package io.quarry.results.alerts;

import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.query.SavedQueries;
import io.quarry.results.query.UnknownIdException;
import io.quarry.results.store.Store;
import io.quarry.results.store.StoreException;
import io.quarry.schemas.JobCatalogue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rules there are. A rule is about runs that close after it was made; an edit does not change since when. */
@Component
public final class AlertRules {
    private static final Logger LOG = LoggerFactory.getLogger(AlertRules.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;
    private final JobCatalogue catalogue;
    private final SavedQueries queries;
    private final ClosedRuns closed;

    public AlertRules(Store store, JobCatalogue catalogue, SavedQueries queries, ClosedRuns closed) {
        this.store = store;
        this.catalogue = catalogue;
        this.queries = queries;
        this.closed = closed;
    }

    /**
     * Makes a rule, or replaces what the one of that name asks.
     *
     * @throws RefusedQueryException with all that is wrong
     */
    public void put(String name, JsonNode body) {
        AlertRule rule = RuleReader.read(name, body, catalogue);
        if (rule.condition() instanceof Condition.Query query
                && queries.find(query.name()).isEmpty()) {
            throw new RefusedQueryException("query.name", query.name(), "must be the name of a saved query");
        }
        closed.note(); // what is over by now is none of its business
        store.writeBeside(connection -> {
            if (update(connection, name, body) == 0) {
                insert(connection, name, body);
            }
        });
    }

    /** @throws UnknownIdException when there is none of that name */
    public void delete(String name) {
        int[] deleted = {0};
        store.writeBeside(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM store.alert_rules WHERE name = ?")) {
                statement.setString(1, name);
                deleted[0] = statement.executeUpdate();
            }
        });
        if (deleted[0] == 0) {
            throw new UnknownIdException("alert rule", name);
        }
    }

    List<AlertRule> all() {
        List<AlertRule> rules = new ArrayList<>();
        try (Connection connection = store.reader();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT name, definition::VARCHAR FROM store.alert_rules ORDER BY name");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                read(rows.getString(1), rows.getString(2), rules);
            }
            return rules;
        } catch (SQLException e) {
            throw new StoreException("the store does not say which alert rules there are", e);
        }
    }

    private void read(String name, String definition, List<AlertRule> rules) {
        try {
            rules.add(RuleReader.read(name, JSON.readTree(definition), catalogue));
        } catch (RefusedQueryException e) { // a job that this build does not have, say
            LOG.error("The alert rule {} can't be used any more: {}", name, e.getMessage());
        }
    }

    private static int update(DuckDBConnection connection, String name, JsonNode body) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE store.alert_rules SET definition = ?::JSON, updated_at = ?::TIMESTAMPTZ WHERE name = ?")) {
            statement.setString(1, body.toString());
            statement.setString(2, Instant.now().toString());
            statement.setString(3, name);
            return statement.executeUpdate();
        }
    }

    private static void insert(DuckDBConnection connection, String name, JsonNode body) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO store.alert_rules VALUES (?, ?::JSON, ?::TIMESTAMPTZ, ?::TIMESTAMPTZ)")) {
            String now = Instant.now().toString();
            statement.setString(1, name);
            statement.setString(2, body.toString());
            statement.setString(3, now);
            statement.setString(4, now);
            statement.execute();
        }
    }
}
