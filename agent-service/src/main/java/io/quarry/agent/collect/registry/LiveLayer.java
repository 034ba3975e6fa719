package io.quarry.agent.collect.registry;

import io.quarry.agent.natives.windows.RegistryHandle;

/**
 * An open key of the live registry.
 *
 * @param path of the key itself below its hive, whatever view it is shown through
 * @param link the key is a link, opened itself: enumeration does not go on behind it
 */
record LiveLayer(RegistryHandle handle, String path, boolean link) implements AutoCloseable {
    LiveLayer below(RegistryHandle child, String name, boolean isLink) {
        return new LiveLayer(child, path + '\\' + name, isLink);
    }

    @Override
    public void close() {
        handle.close();
    }
}
