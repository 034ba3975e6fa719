package io.quarry.results.store;

import io.quarry.model.Asset;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** A row of the table {@code assets}: the last heartbeat, then when it was heard. */
public final class AssetRow {
    /** The heartbeat's fields, then {@code last_seen}: as the services' clock has it, microseconds. */
    public static final Schema SCHEMA = schema();

    private AssetRow() {}

    private static Schema schema() {
        List<Schema.Field> fields = new ArrayList<>();
        Asset.getClassSchema().getFields().forEach(f -> fields.add(new Schema.Field(f, f.schema())));
        Schema micros = LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
        fields.add(new Schema.Field("last_seen", micros, "When the last heartbeat was heard."));
        return Schema.createRecord("AssetRow", null, "io.quarry.results", false, fields);
    }
}
