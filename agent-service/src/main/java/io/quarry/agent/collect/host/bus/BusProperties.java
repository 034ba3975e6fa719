package io.quarry.agent.collect.host.bus;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Properties of an object by name. Which it has differs between versions, so each may be absent. */
public final class BusProperties {
    private final Map<?, ?> values;

    BusProperties(Map<?, ?> values) {
        this.values = values;
    }

    public Optional<String> text(String name) {
        return values.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A number of any width; unsigned 64-bit ones as the same bits, so that {@code UINT64_MAX} is -1. */
    public OptionalLong number(String name) {
        return values.get(name) instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    public Optional<Boolean> flag(String name) {
        return values.get(name) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
    }

    /** @return empty, too, when there is no such property */
    public List<String> texts(String name) throws BusException {
        return values.get(name) instanceof List<?> list ? Answers.texts(list) : List.of();
    }

    /** An array of structures; @return empty, too, when there is no such property */
    public List<BusRow> rows(String name) throws BusException {
        return values.get(name) instanceof List<?> list ? Answers.rows(list) : List.of();
    }

    /** A structure. */
    public Optional<BusRow> row(String name) {
        return values.get(name) instanceof List<?> list ? Optional.of(new BusRow(list)) : Optional.empty();
    }
}
