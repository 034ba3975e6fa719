package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.FileTime;
import io.quarry.agent.collect.host.windows.SddlRights;
import io.quarry.agent.collect.host.windows.SecurityText;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.RegistryHandle;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the rows of live keys: one for each value, one for a key without values. */
final class LiveRows {
    private static final Problem NO_VALUES =
            new Problem("value_name", ProblemReason.NOT_AVAILABLE, "the key has no values");
    private static final Problem BINARY = new Problem("data", ProblemReason.NOT_AVAILABLE, "binary: see data_base64");
    private static final Problem NO_FLAGS =
            new Problem("volatile", ProblemReason.NOT_AVAILABLE, "this Windows does not tell flags of keys");

    private final LivePlace place;
    private final FindingSink<RegistryKeyFinding> sink;
    private byte[] lastDescriptor = new byte[0];
    private @Nullable String lastSecurity;

    LiveRows(LivePlace place, FindingSink<RegistryKeyFinding> sink) {
        this.place = place;
        this.sink = sink;
    }

    /** Gives the rows of a key; of several the first that has a value of a name wins. */
    void rows(LiveKey key, String path, KeyMatch match) throws StoppedException {
        Set<String> seen = new HashSet<>();
        boolean any = false;
        RegistryKeyFinding bare = null;
        for (LiveLayer layer : key.layers()) {
            RegistryKeyFinding common = common(key, layer, path, match);
            bare = bare == null ? common : bare;
            try {
                for (int i = 0; ; i++) {
                    sink.checkpoint();
                    Optional<RegistryHandle.Value> value = layer.handle().value(i);
                    if (value.isEmpty()) {
                        break;
                    }
                    any = true;
                    String name = value.get().name();
                    if (match.accepts(name) && seen.add(KeyPath.folded(name))) {
                        sink.row(row(common, value.get(), match));
                    }
                }
            } catch (WindowsCallException e) {
                sink.problem(WindowsProblems.of(layer.path(), e));
            } catch (IllegalArgumentException e) {
                sink.problem(WindowsProblems.malformed(layer.path(), e));
            }
        }
        if (!any && bare != null && match.accepts(null)) {
            bare.setPersistenceCategory(match.category(null));
            bare.getProblems().add(NO_VALUES);
            sink.row(bare);
        }
    }

    private RegistryKeyFinding common(LiveKey key, LiveLayer layer, String path, KeyMatch match) {
        RegistryKeyFinding row = new RegistryKeyFinding();
        List<Problem> problems = new ArrayList<>(2);
        row.setProblems(problems);
        row.setHive(place.root().name());
        row.setKeyPath(path.isEmpty() ? "\\" : path);
        row.setBackingKey(place.isView() ? layer.path() : null);
        row.setView(place.bits());
        row.setDepth(match.depth());
        row.setDeleted(false);
        row.setSource("LIVE");
        place.owner(path).ifPresent(owner -> {
            row.setUserSid(owner.sid());
            row.setUserName(owner.name());
        });
        facts(row, layer, problems);
        security(row, layer, problems);
        key.opener()
                .flags(layer.handle())
                .ifPresentOrElse(flags -> row.setVolatile$(flags.isVolatile()), () -> problems.add(NO_FLAGS));
        return row;
    }

    private static void facts(RegistryKeyFinding row, LiveLayer layer, List<Problem> problems) {
        try {
            RegistryHandle.Facts facts = layer.handle().facts();
            row.setSubkeys(facts.subkeys());
            row.setValues(facts.values());
            row.setClassName(facts.className().isEmpty() ? null : facts.className());
            FileTime.instant(facts.written())
                    .ifPresentOrElse(
                            row::setLastWriteTime,
                            () -> problems.add(
                                    new Problem("last_write_time", ProblemReason.NOT_AVAILABLE, "Windows has none")));
        } catch (WindowsCallException e) {
            problems.add(WindowsProblems.of("last_write_time", e));
        }
    }

    private void security(RegistryKeyFinding row, LiveLayer layer, List<Problem> problems) {
        try {
            byte[] descriptor = layer.handle().security();
            if (!Arrays.equals(descriptor, lastDescriptor)) { // most keys have their parent's
                lastSecurity = SecurityText.of(descriptor, SddlRights.KEY);
                lastDescriptor = descriptor;
            }
            row.setSecurity(lastSecurity);
        } catch (WindowsCallException e) {
            problems.add(WindowsProblems.of("security", e));
        } catch (IllegalArgumentException e) {
            problems.add(WindowsProblems.malformed("security", e));
        }
    }

    private static RegistryKeyFinding row(RegistryKeyFinding common, RegistryHandle.Value value, KeyMatch match) {
        RegistryKeyFinding row = RegistryKeyFinding.newBuilder(common).build();
        row.setProblems(new ArrayList<>(common.getProblems()));
        row.setValueName(value.name());
        row.setPersistenceCategory(match.category(value.name()));
        RegistryValue read = RegistryValue.of(value.type(), value.data());
        row.setValueType(read.type());
        row.setDataSize((long) value.data().length);
        row.setData(read.text());
        row.setDataBase64(read.base64());
        if (read.oddity() != null) {
            row.getProblems().add(new Problem("data", ProblemReason.MALFORMED, read.oddity()));
        } else if (read.text() == null) {
            row.getProblems().add(BINARY);
        }
        return row;
    }
}
