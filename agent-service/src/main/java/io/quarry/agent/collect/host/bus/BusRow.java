package io.quarry.agent.collect.host.bus;

import java.util.List;

/** A structure of an answer, or all its values; asks for each field by its place and the type it is expected to have. */
public record BusRow(List<?> fields) {

    public String text(int at) throws BusException {
        return typed(at, String.class);
    }

    public boolean flag(int at) throws BusException {
        return typed(at, Boolean.class);
    }

    public long number(int at) throws BusException {
        return typed(at, Number.class).longValue();
    }

    public List<String> texts(int at) throws BusException {
        return Answers.texts(typed(at, List.class));
    }

    public List<BusRow> rows(int at) throws BusException {
        return Answers.rows(typed(at, List.class));
    }

    public BusRow row(int at) throws BusException {
        return new BusRow(typed(at, List.class));
    }

    private <T> T typed(int at, Class<T> type) throws BusException {
        if (at >= fields.size() || !type.isInstance(fields.get(at))) {
            throw BusException.malformed("field " + at + " is no " + type.getSimpleName() + " in the answer");
        }
        return type.cast(fields.get(at));
    }
}
