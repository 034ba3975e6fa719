package io.quarry.results.export;

import io.quarry.results.query.RowJson;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** An Avro object container file with the schema of the job's findings, or of those of its columns that are wanted. */
final class AvroWriter implements RowWriter {
    private static final int FAST = 1;

    private final Schema schema;
    private final DataFileWriter<GenericRecord> out;

    AvroWriter(OutputStream stream, Schema finding, List<String> columns) throws IOException {
        this.schema = chosen(finding, columns);
        this.out = new DataFileWriter<>(new GenericDatumWriter<>(schema));
        out.setCodec(CodecFactory.deflateCodec(FAST));
        out.create(schema, stream);
    }

    @Override
    public long write(ResultSet rows, long skip) throws SQLException, IOException {
        RowJson row = new RowJson(rows);
        long seen = 0;
        while (rows.next()) {
            seen++;
            if (seen <= skip) {
                continue;
            }
            GenericRecord record = new GenericData.Record(schema);
            for (Schema.Field field : schema.getFields()) {
                record.put(field.pos(), AvroValues.of(field.schema(), row.column(field.pos() + 1)));
            }
            out.append(record);
        }
        return seen;
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }

    private static Schema chosen(Schema finding, List<String> columns) {
        List<Schema.Field> fields = columns.stream()
                .map(finding::getField)
                .map(f -> new Schema.Field(f, f.schema()))
                .toList();
        return Schema.createRecord(finding.getName(), finding.getDoc(), finding.getNamespace(), false, fields);
    }
}
