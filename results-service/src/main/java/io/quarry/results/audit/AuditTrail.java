package io.quarry.results.audit;

import io.quarry.results.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Takes down who asks for which data. */
@Component
public final class AuditTrail {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final AuditJournal journal;

    public AuditTrail(Store store) {
        Path folder = store.file().resolveSibling("audit");
        this.journal = new AuditJournal(folder);
    }

    /**
     * An event as the journal has it.
     *
     * @param id same for every copy that is sent
     * @param at when, ISO 8601
     * @param actor who
     * @param action what: sql.query, findings.list, ...
     * @param object on what: the path
     * @param detail text of the query; null for none
     */
    record Entry(
            String id,
            String at,
            String actor,
            String action,
            String object,
            @Nullable String detail) {}

    /** Returns when it is on the disk: only then may the data be given. */
    public void record(String actor, String action, String object, @Nullable String detail) {
        Entry entry = new Entry(UUID.randomUUID().toString(), Instant.now().toString(), actor, action, object, detail);
        journal.append(JSON.writeValueAsString(entry));
    }

    AuditJournal journal() {
        return journal;
    }
}
