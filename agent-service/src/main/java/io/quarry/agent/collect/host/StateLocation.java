package io.quarry.agent.collect.host;

import java.nio.file.Path;

/**
 * Where a collector may keep the little that it must remember from one task to the next. A collector makes the folder when
 * it needs it.
 */
public record StateLocation(Path folder) {}
