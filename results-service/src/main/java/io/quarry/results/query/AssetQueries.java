package io.quarry.results.query;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** The fleet. */
@Component
public final class AssetQueries {
    private static final String SCOPE = "assets";

    private final ReadOnlyStore store;

    public AssetQueries(ReadOnlyStore store) {
        this.store = store;
    }

    /** Assets by id. */
    public void list(PageRequest page, JsonGenerator out) {
        List<Object> parameters = new ArrayList<>();
        StringBuilder sql = new StringBuilder("SELECT asset_id AS quarry_key, * FROM assets");
        page.after(SCOPE, 1).ifPresent(cursor -> {
            sql.append(" WHERE asset_id > ?");
            parameters.add(cursor.position().get(0));
        });
        sql.append(" ORDER BY asset_id");
        store.read(connection -> {
            new ListPage(SCOPE, 1, page.limit()).write(connection, store.limit(), sql.toString(), parameters, out);
            return page;
        });
    }

    /** @throws UnknownIdException when there is no such asset */
    public void one(String asset, JsonGenerator out) {
        store.read(connection -> Statements.query(
                connection, store.limit(), "SELECT * FROM assets WHERE asset_id = ?", List.of(asset), rows -> {
                    if (!rows.next()) {
                        throw new UnknownIdException("asset", asset);
                    }
                    out.writeStartObject();
                    new RowJson(rows).fields(out, 1);
                    out.writeEndObject();
                    return asset;
                }));
    }
}
