package io.quarry.agent.command;

import io.quarry.schemas.TrustedKey;
import io.quarry.schemas.TrustedKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys whose commands are obeyed. Their file is looked at for every command. While it can't be read those that were read
 * last stand: nobody who only breaks the file stops the agent, and nobody is obeyed for it.
 */
public final class PinnedKeys {
    private static final Logger LOG = LoggerFactory.getLogger(PinnedKeys.class);

    private final TrustedKeyFile file;

    public PinnedKeys(Path file) {
        this.file = new TrustedKeyFile(file);
    }

    Optional<TrustedKey> find(String id) {
        try {
            if (file.refresh()) {
                LOG.info("Keys that are obeyed from now on: {}", file.keys().keySet());
            }
        } catch (IOException e) {
            LOG.warn("The keys of {} can't be read, those that were stand: {}", file, e.toString());
        }
        return file.find(id);
    }
}
