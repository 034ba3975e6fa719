package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.FileTime;
import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the rows of keys in a hive file: one for each value, one for a key without values. */
final class HiveRows {
    private static final Problem NO_VALUES =
            new Problem("value_name", ProblemReason.NOT_AVAILABLE, "the key has no values");
    private static final Problem BINARY = new Problem("data", ProblemReason.NOT_AVAILABLE, "binary: see data_base64");

    private final Hive hive;
    private final String source;
    private final HiveOwner owner;
    private final FindingSink<RegistryKeyFinding> sink;
    private final KeyDetails details;
    private final DeletedValues deleted;
    private final ValueData data;

    /** @param deleted what is left of values in unused space */
    HiveRows(
            Hive hive,
            String source,
            HiveOwner owner,
            KeyDetails details,
            DeletedValues deleted,
            FindingSink<RegistryKeyFinding> sink) {
        this.hive = hive;
        this.deleted = deleted;
        this.source = source;
        this.owner = owner;
        this.sink = sink;
        this.details = details;
        data = new ValueData(
                hive.cells()::at, hive.cells().pages(), hive.header().minor());
    }

    /** Gives the rows of a key in use. */
    void rows(NamedKey key, String path, KeyMatch match) throws StoppedException {
        rows(key, path, match, new ArrayList<>(0));
    }

    /** Gives the rows of a key that no list leads to. @param why for the rows */
    void stray(NamedKey key, String path, KeyMatch match, Problem why) throws StoppedException {
        rows(key, path, match, new ArrayList<>(List.of(why)));
    }

    private void rows(NamedKey key, String path, KeyMatch match, List<Problem> problems) throws StoppedException {
        String security = details.security(key, problems);
        RowStart start = new RowStart(key, path, security, details.className(key, problems), problems, match, false);
        if (key.values() == 0) {
            without(start, NO_VALUES);
            return;
        }
        ValueList list;
        try {
            list = ValueList.of(hive.cells(), key);
        } catch (HiveException e) {
            hive.problems().damage(e);
            without(start, new Problem("value_name", e.reason(), e.getMessage()));
            return;
        }
        if (list.count() < key.values()) {
            hive.problems()
                    .damage(HiveException.malformed(
                            "a list of " + key.values() + " values has room for " + list.count() + " only",
                            list.position()));
        }
        for (long i = 0; i < list.count(); i++) {
            sink.checkpoint();
            value(start, list, i);
        }
        deleted.behind(list, this, start);
    }

    private void value(RowStart start, ValueList list, long index) throws StoppedException {
        KeyValue value;
        try {
            int offset = list.offset(index);
            value = KeyValue.parse(offset, hive.cells().at(offset));
        } catch (HiveException e) {
            hive.problems().damage(e);
            without(start, new Problem("value_name", e.reason(), e.getMessage()));
            return;
        }
        if (start.match.accepts(value.name())) {
            RegistryKeyFinding row = row(start, value.name());
            try {
                fill(row, value, data);
            } catch (HiveException e) {
                hive.problems().damage(e);
                row.getProblems().add(new Problem("data", e.reason(), e.getMessage()));
            }
            sink.row(row);
        }
    }

    /** Gives what is left of a value, where it is wanted. */
    void formerValue(RowStart start, KeyValue value, ValueData former) throws StoppedException {
        if (start.match.accepts(value.name())) {
            RegistryKeyFinding row = row(start, value.name());
            row.setDeleted(true);
            try {
                fill(row, value, former);
            } catch (HiveException e) {
                row.getProblems().add(new Problem("data", ProblemReason.NOT_AVAILABLE, e.getMessage()));
            }
            sink.row(row);
        }
    }

    /** Gives what is left of a value whose key is not known. @param place stands for the path */
    void orphan(NamedKey nobody, String place, KeyValue value, ValueData former, KeyMatch match)
            throws StoppedException {
        Problem lost = new Problem("key_path", ProblemReason.NOT_AVAILABLE, "the key of this value is not known");
        formerValue(new RowStart(nobody, place, null, null, List.of(lost), match, true), value, former);
    }

    /** Gives a row that has no value, where the key itself is wanted. */
    void without(RowStart start, Problem why) throws StoppedException {
        if (start.match.accepts(null)) {
            RegistryKeyFinding row = row(start, null);
            row.getProblems().add(why);
            sink.row(row);
        }
    }

    /**
     * What the rows of one key have in common.
     *
     * @param deleted recovered from unused space
     */
    record RowStart(
            NamedKey key,
            String path,
            @Nullable String security,
            @Nullable String className,
            List<Problem> problems,
            KeyMatch match,
            boolean deleted) {}

    private RegistryKeyFinding row(RowStart start, @Nullable String value) {
        NamedKey key = start.key;
        RegistryKeyFinding row = new RegistryKeyFinding();
        List<Problem> problems = new ArrayList<>(start.problems.size() + 1);
        problems.addAll(start.problems);
        row.setProblems(problems);
        row.setHive(hive.header().name());
        row.setKeyPath(start.path.isEmpty() ? "\\" : start.path);
        row.setValueName(value);
        row.setUserSid(owner.sid());
        row.setUserName(owner.name());
        row.setDepth(start.match.depth());
        row.setPersistenceCategory(start.match.category(value));
        row.setSecurity(start.security);
        row.setClassName(start.className);
        row.setDeleted(start.deleted);
        row.setSource(source);
        if (!start.deleted || !key.name().isEmpty()) {
            row.setVolatile$(key.isVolatile());
            row.setSubkeys(key.subkeys());
            row.setValues(key.values());
        }
        FileTime.instant(key.written())
                .ifPresentOrElse(
                        row::setLastWriteTime,
                        () -> problems.add(new Problem(
                                "last_write_time", ProblemReason.NOT_AVAILABLE, "the hive has " + key.written())));
        return row;
    }

    private static void fill(RegistryKeyFinding row, KeyValue value, ValueData data) throws HiveException {
        row.setValueType(RegistryValue.typeName(value.type()));
        row.setDataSize(value.size());
        RegistryValue read = RegistryValue.of(value.type(), data.read(value));
        row.setData(read.text());
        row.setDataBase64(read.base64());
        if (read.oddity() != null) {
            row.getProblems().add(new Problem("data", ProblemReason.MALFORMED, read.oddity()));
        } else if (read.text() == null) {
            row.getProblems().add(BINARY);
        }
    }
}
