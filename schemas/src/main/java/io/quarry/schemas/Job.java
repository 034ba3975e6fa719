package io.quarry.schemas;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A forensic job as its Avro file describes it.
 *
 * @param name file name without ending: {@code current-process}
 * @param title for people
 * @param doc one sentence
 * @param platforms where it has a meaning
 * @param stack default columns for least-frequency stacking, dots into nested records
 * @param key columns that tell whether two findings are about the same thing
 * @param params record schema of the parameters; one without a default is required
 * @param columns record schema of the job's own columns
 * @param finding record schema of the topic's values: the envelope, then the columns
 * @param rules conditions across parameters
 * @param fleetChecks what the results service looks for over all assets of a run
 */
public record Job(
        String name,
        String title,
        String doc,
        List<String> platforms,
        List<String> stack,
        List<String> key,
        Schema params,
        Schema columns,
        Schema finding,
        List<Rule> rules,
        List<FleetCheck> fleetChecks) {

    /**
     * Something that is the same on most assets, and suspicious where it is not; declared in the job's file under {@code
     * fleet_checks}.
     *
     * @param name of the suspicion
     * @param where condition in SQL over the job's columns: the rows that count
     * @param same columns that tell which rows are about the same thing
     * @param value column that should be the same then
     * @param assets that must have such a row before anything is said, 2 or more
     */
    public record FleetCheck(String name, String where, List<String> same, String value, int assets) {}

    /** A condition across parameters, declared in the job's file under {@code rules}. */
    public sealed interface Rule {
        /**
         * At least one of these booleans is true, or one of these values given.
         *
         * @param unlessAllMatch list parameters that make it hold as well when they are not empty and each of their
         *     entries matches the RE2 expression
         */
        record AnyOf(List<String> fields, String message, Map<String, String> unlessAllMatch) implements Rule {}

        /** Where both are given, the first is not above the second. */
        record Ordered(String low, String high) implements Rule {}
    }

    public String topic() {
        return Topics.findings(name);
    }

    /** Name of the job's view in the store: {@code findings_current_process}. */
    public String view() {
        return "findings_" + name.replace('-', '_');
    }

    public Optional<Schema.Field> column(String column) {
        return Optional.ofNullable(finding.getField(column));
    }

    /** Columns that must not be empty without a recorded problem. */
    public List<String> essential() {
        return columns.getFields().stream()
                .filter(f -> Boolean.TRUE.equals(f.getObjectProp("essential")))
                .map(Schema.Field::name)
                .toList();
    }
}
