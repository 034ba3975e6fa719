package io.quarry.results.store;

import io.quarry.model.AuditEvent;
import io.quarry.model.Hunt;
import io.quarry.model.HuntDecision;
import io.quarry.model.Run;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * The tables, in the schema {@code store}; what people and services query are the {@link Views}. No table but the
 * offsets has an index: bulk inserts stay fast, and the one writer keeps keys unique.
 */
final class Tables {
    private static final String TIME = "TIMESTAMP WITH TIME ZONE";

    /** Tables whose columns no schema file gives. */
    private static final Map<String, String> OWN = Map.of(
            "offsets",
            "topic VARCHAR, part INTEGER, next_offset BIGINT, PRIMARY KEY (topic, part)",
            "attempts",
            "run_id VARCHAR, task_id VARCHAR, attempt INTEGER, asset_id VARCHAR, next_seq BIGINT, rows BIGINT,"
                    + " bytes BIGINT, duplicates BIGINT, digest BLOB, version BIGINT",
            "tasks",
            "run_id VARCHAR, hunt_id VARCHAR, task_id VARCHAR, asset_id VARCHAR, job VARCHAR,"
                    + " command_partition INTEGER, command_offset BIGINT, cancel_partition INTEGER, cancel_offset BIGINT,"
                    + " issued_at " + TIME + ", expires_at " + TIME + ", timeout_ms BIGINT, accepted_at " + TIME
                    + ", started_at " + TIME
                    + ", attempt INTEGER, rows BIGINT, bytes BIGINT, cpu_ms BIGINT, wall_ms BIGINT, problem_count BIGINT",
            "claims",
            "task_id VARCHAR, attempt INTEGER, command_partition INTEGER, command_offset BIGINT, event BLOB",
            "settlements",
            "ord BIGINT, " + ended() + ", rows_stored BIGINT, problems JSON, finished_at " + TIME + ", settled_at "
                    + TIME,
            "set_aside",
            "kind VARCHAR, " + ended() + ", command_partition INTEGER, command_offset BIGINT, finished_at " + TIME
                    + ", recorded_at " + TIME,
            "dead_letters",
            "topic VARCHAR, partition INTEGER, \"offset\" BIGINT, reason VARCHAR, detail VARCHAR, \"at\" " + TIME);

    /** Of what this service does itself, beside taking records in. */
    private static final Map<String, String> BESIDE = Map.of(
            "indicators",
            "word UINTEGER, ord BIGINT",
            "indexed",
            "ord BIGINT",
            "holds",
            "run_id VARCHAR, held_at " + TIME,
            "retired",
            "run_id VARCHAR, job VARCHAR, rows BIGINT, retired_at " + TIME,
            "saved_queries",
            "name VARCHAR, sql VARCHAR, description VARCHAR, saved_at " + TIME,
            "alert_rules",
            "name VARCHAR, definition JSON, created_at " + TIME + ", updated_at " + TIME,
            "closed_runs",
            "run_id VARCHAR, closed_at " + TIME,
            "evaluations",
            "rule VARCHAR, run_id VARCHAR, evaluated_at " + TIME
                    + ", matches BIGINT, alert_id VARCHAR, problem VARCHAR",
            "alerts",
            "alert_id VARCHAR, rule VARCHAR, kind VARCHAR, run_id VARCHAR, hunt_id VARCHAR, job VARCHAR, raised_at "
                    + TIME
                    + ", matches BIGINT, sample JSON, targeted BIGINT, outcomes JSON, problem VARCHAR, published_at "
                    + TIME
                    + ", webhook VARCHAR, delivery VARCHAR, tries INTEGER, next_try_at " + TIME + ", delivered_at "
                    + TIME
                    + ", last_error VARCHAR");

    private Tables() {}

    private static String ended() {
        return "run_id VARCHAR, hunt_id VARCHAR, task_id VARCHAR, asset_id VARCHAR, job VARCHAR, attempt INTEGER,"
                + " outcome VARCHAR, claimed VARCHAR, reason VARCHAR, detail VARCHAR, rows BIGINT, bytes BIGINT,"
                + " cpu_ms BIGINT, wall_ms BIGINT, problem_count BIGINT";
    }

    /** Table of a job's rows. */
    static String findings(Job job) {
        return job.view();
    }

    static void create(Connection connection, JobCatalogue catalogue) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS store");
            for (Map<String, String> tables : List.of(OWN, BESIDE)) {
                for (Map.Entry<String, String> own : tables.entrySet()) {
                    statement.execute("CREATE TABLE IF NOT EXISTS store." + own.getKey() + " (" + own.getValue() + ")");
                }
            }
            boolean labels = !columns(statement, LabelRow.TABLE).isEmpty();
            for (Map.Entry<String, Schema> derived : derived(catalogue).entrySet()) {
                createOrWiden(statement, derived.getKey(), derived.getValue());
            }
            if (!labels) { // a store of a version that read the topic and kept nothing of it: read it again
                statement.execute("DELETE FROM store.offsets WHERE topic = '" + Topics.ASSET_LABELS + "'");
            }
        }
    }

    private static Map<String, Schema> derived(JobCatalogue catalogue) {
        Map<String, Schema> tables = new LinkedHashMap<>();
        tables.put("hunts", Hunt.getClassSchema());
        tables.put("runs", Run.getClassSchema());
        tables.put("assets", AssetRow.SCHEMA);
        tables.put(LabelRow.TABLE, LabelRow.SCHEMA);
        tables.put("decisions", HuntDecision.getClassSchema());
        tables.put("audit_events", AuditEvent.getClassSchema());
        catalogue.jobs().forEach(job -> tables.put(findings(job), job.finding()));
        return tables;
    }

    /** A newer schema only adds fields (compatibility FULL): new columns, or new members of nested records. */
    private static void createOrWiden(Statement statement, String table, Schema schema) throws SQLException {
        statement.execute("CREATE TABLE IF NOT EXISTS store." + table + " (" + ColumnType.columns(schema) + ")");
        Map<String, String> existing = columns(statement, table);
        Map<String, String> wanted = wanted(statement, schema);
        for (Map.Entry<String, String> column : wanted.entrySet()) {
            String name = ColumnType.quoted(column.getKey());
            String has = existing.get(column.getKey());
            if (has == null) {
                statement.execute("ALTER TABLE store." + table + " ADD COLUMN " + name + " " + column.getValue());
            } else if (!has.equals(column.getValue())) {
                statement.execute("ALTER TABLE store." + table + " ALTER " + name + " TYPE " + column.getValue());
            }
        }
    }

    /** Column types in the database's own spelling, so that the two can be compared. */
    private static Map<String, String> wanted(Statement statement, Schema schema) throws SQLException {
        statement.execute("CREATE OR REPLACE TEMP TABLE wanted (" + ColumnType.columns(schema) + ")");
        try {
            return columns(statement, "wanted");
        } finally {
            statement.execute("DROP TABLE temp.wanted");
        }
    }

    private static Map<String, String> columns(Statement statement, String table) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT column_name, data_type FROM duckdb_columns() WHERE"
                + " table_name = '" + table + "' AND schema_name = '" + (table.equals("wanted") ? "main" : "store")
                + "' ORDER BY column_index")) {
            while (rows.next()) {
                columns.put(rows.getString(1), rows.getString(2));
            }
        }
        return columns;
    }
}
