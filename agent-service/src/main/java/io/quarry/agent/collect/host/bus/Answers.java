package io.quarry.agent.collect.host.bus;

import java.util.ArrayList;
import java.util.List;

/** Lists of an answer, whose elements are checked: who answers may not keep to the interface. */
final class Answers {
    private Answers() {}

    static List<String> texts(List<?> list) throws BusException {
        List<String> texts = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw BusException.malformed("an element is no text in the answer");
            }
            texts.add(text);
        }
        return texts;
    }

    static List<BusRow> rows(List<?> list) throws BusException {
        List<BusRow> rows = new ArrayList<>(list.size());
        for (Object element : list) {
            rows.add(row(element));
        }
        return rows;
    }

    static BusRow row(Object element) throws BusException {
        if (!(element instanceof List<?> fields)) {
            throw BusException.malformed("an element is no structure in the answer");
        }
        return new BusRow(fields);
    }
}
