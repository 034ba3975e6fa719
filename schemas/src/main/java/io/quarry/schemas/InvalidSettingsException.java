package io.quarry.schemas;

import java.util.List;

/** A part does not start: everything that is wrong with its settings, one line each. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param faults what {@link SettingFaults#list} said, at least one */
    public InvalidSettingsException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
    }
}
