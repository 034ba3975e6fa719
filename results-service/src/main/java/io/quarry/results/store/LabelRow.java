package io.quarry.results.store;

import io.quarry.model.AssetLabel;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** A row of the table {@code asset_labels}: a label that people or automation gave an asset, then the record's key. */
public final class LabelRow {
    /** Name of the table. */
    public static final String TABLE = "asset_labels";

    /** The column of the record's key: asset id, a slash, label name. */
    public static final String KEY = "label_key";

    /** The record's fields, then {@link #KEY}. */
    public static final Schema SCHEMA = schema();

    private LabelRow() {}

    private static Schema schema() {
        List<Schema.Field> fields = new ArrayList<>();
        AssetLabel.getClassSchema().getFields().forEach(f -> fields.add(new Schema.Field(f, f.schema())));
        fields.add(new Schema.Field(KEY, Schema.create(Schema.Type.STRING), "Asset id, a slash, label name."));
        return Schema.createRecord("LabelRow", null, "io.quarry.results", false, fields);
    }
}
