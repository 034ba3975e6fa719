package io.quarry.cli;

import io.quarry.cli.client.QuarryClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of an address behind the question mark. */
final class QueryString {
    private final StringBuilder text = new StringBuilder();

    /** @param value null: leaves it out */
    QueryString add(String name, @Nullable Object value) {
        if (value != null) {
            text.append(text.isEmpty() ? '?' : '&').append(name).append('=');
            text.append(QuarryClient.encode(value.toString()));
        }
        return this;
    }

    QueryString all(String name, List<String> values) {
        values.forEach(value -> add(name, value));
        return this;
    }

    /** With the question mark; empty when there is nothing. */
    @Override
    public String toString() {
        return text.toString();
    }
}
