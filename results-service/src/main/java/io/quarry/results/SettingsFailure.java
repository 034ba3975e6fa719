package io.quarry.results;

import io.quarry.schemas.InvalidSettingsException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with the settings, without a stack trace that nobody needs. */
public final class SettingsFailure extends AbstractFailureAnalyzer<InvalidSettingsException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingsException cause) {
        return new FailureAnalysis(
                "These settings are wrong:" + System.lineSeparator() + System.lineSeparator() + cause.getMessage(),
                "Correct them all, then start again. Each setting: docs/configuration.md",
                cause);
    }
}
