package io.quarry.agent.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.model.Outcome;
import io.quarry.model.Problem;
import io.quarry.schemas.AvroJson;
import java.io.PrintStream;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;

/** One JSON object a line; the last one is the outcome. */
final class JsonRows implements RowWriter {
    private final PrintStream out;

    JsonRows(PrintStream out) {
        this.out = out;
    }

    @Override
    public void row(IndexedRecord finding) {
        line(AvroJson.tree(finding));
    }

    @Override
    public void end(Outcome outcome, long rows, List<Problem> problems) {
        ObjectNode end = JsonNodeFactory.instance.objectNode();
        end.put("outcome", outcome.name()).put("rows", rows);
        ArrayNode list = end.putArray("problems");
        problems.forEach(p -> list.add(AvroJson.tree(p)));
        line(end);
    }

    private void line(ObjectNode object) {
        out.print(object);
        out.print('\n'); // the same on every platform
    }
}
