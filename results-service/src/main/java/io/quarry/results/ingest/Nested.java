package io.quarry.results.ingest;

import io.quarry.results.store.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.avro.Schema;

/** Readers of fields that hold records, arrays, maps, or nothing. */
final class Nested {
    private Nested() {}

    static ColumnReader of(Schema schema, FieldVector vector) {
        return switch (schema.getType()) {
            case UNION -> new OrNull(schema, of(ColumnType.nonNull(schema), vector));
            case RECORD -> new Struct(schema, (StructVector) vector);
            case ARRAY -> new Items((ListVector) vector, of(schema.getElementType(), items(vector)));
            case MAP -> new Items((ListVector) vector, new Entry(schema, (StructVector) items(vector)));
            default -> Scalars.of(schema, vector);
        };
    }

    private static FieldVector items(FieldVector list) {
        return ((ListVector) list).getDataVector();
    }

    /** A union of null and one other type. */
    private static final class OrNull implements ColumnReader {
        private final ColumnReader value;
        private final int nullBranch;

        OrNull(Schema union, ColumnReader value) {
            this.value = value;
            this.nullBranch = union.getTypes().get(0).getType() == Schema.Type.NULL ? 0 : 1;
        }

        @Override
        public void read(AvroInput in, int row) {
            int branch = in.readInt();
            if (branch == nullBranch) {
                value.setNull(row);
            } else if (branch == 1 - nullBranch) {
                value.read(in, row);
            } else {
                throw AvroInput.malformed("branch " + branch + " of a union of two");
            }
        }

        @Override
        public void setNull(int row) {
            value.setNull(row);
        }
    }

    private static final class Struct implements ColumnReader {
        private final StructVector vector;
        private final ColumnReader[] members;

        Struct(Schema schema, StructVector vector) {
            this.vector = vector;
            List<ColumnReader> readers = new ArrayList<>();
            for (Schema.Field field : schema.getFields()) {
                readers.add(of(field.schema(), vector.getChildrenFromFields().get(field.pos())));
            }
            this.members = readers.toArray(ColumnReader[]::new);
        }

        @Override
        public void read(AvroInput in, int row) {
            vector.setIndexDefined(row);
            for (ColumnReader member : members) {
                member.read(in, row);
            }
        }

        @Override
        public void setNull(int row) {
            vector.setNull(row);
            for (ColumnReader member : members) {
                member.setNull(row);
            }
        }
    }

    /** Arrays, and maps as lists of their entries. */
    private static final class Items implements ColumnReader {
        private final ListVector vector;
        private final ColumnReader item;

        Items(ListVector vector, ColumnReader item) {
            this.vector = vector;
            this.item = item;
        }

        @Override
        public void read(AvroInput in, int row) {
            int start = vector.startNewValue(row);
            int count = 0;
            for (int block = in.readBlock(); block > 0; block = in.readBlock()) {
                for (int i = 0; i < block; i++) {
                    item.read(in, start + count);
                    count++;
                }
            }
            vector.endValue(row, count);
        }

        @Override
        public void setNull(int row) {
            vector.setNull(row);
        }
    }

    private static final class Entry implements ColumnReader {
        private final StructVector vector;
        private final ColumnReader key;
        private final ColumnReader value;

        Entry(Schema map, StructVector vector) {
            this.vector = vector;
            this.key = Scalars.of(Schema.create(Schema.Type.STRING), (FieldVector) vector.getChild(MapVector.KEY_NAME));
            this.value = of(map.getValueType(), (FieldVector) vector.getChild(MapVector.VALUE_NAME));
        }

        @Override
        public void read(AvroInput in, int row) {
            vector.setIndexDefined(row);
            key.read(in, row);
            value.read(in, row);
        }

        @Override
        public void setNull(int row) {
            throw new IllegalStateException("an entry of a map is never null");
        }
    }
}
