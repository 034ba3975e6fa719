package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.WindowsCallException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key of the live registry, read. Of a view over several keys (HKEY_CLASSES_ROOT) it has all of them, the one that wins first.
 * Handles are open while the key is visited and no longer.
 */
final class LiveKey implements RegistryNode {
    private static final int DEEPEST = 512; // Windows allows no more

    private final LiveOpener opener;
    private final List<LiveLayer> layers;
    private final String name;
    private final Map<String, String> redirected;
    private final int level;

    /** @param redirected subkeys that this view shows another key for, by their shown names; the only ones then. Empty: all as they are */
    LiveKey(LiveOpener opener, List<LiveLayer> layers, Map<String, String> redirected) {
        this(opener, layers, "", redirected, 0);
    }

    private LiveKey(LiveOpener opener, List<LiveLayer> layers, String name, Map<String, String> redirected, int level) {
        this.opener = opener;
        this.layers = layers;
        this.name = name;
        this.redirected = redirected;
        this.level = level;
    }

    @Override
    public String name() {
        return name;
    }

    List<LiveLayer> layers() {
        return layers;
    }

    LiveOpener opener() {
        return opener;
    }

    @Override
    public void child(String child, Visitor visitor) throws StoppedException {
        if (redirected.isEmpty()) {
            visit(child, child, true, visitor);
        }
        for (Map.Entry<String, String> entry : redirected.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(child)) {
                visit(entry.getKey(), entry.getValue(), true, visitor);
            }
        }
    }

    @Override
    public void children(Visitor visitor) throws StoppedException {
        if (!redirected.isEmpty()) {
            for (Map.Entry<String, String> entry : redirected.entrySet()) {
                visit(entry.getKey(), entry.getValue(), false, visitor);
            }
            return;
        }
        for (String child : names()) {
            visit(child, child, false, visitor);
        }
    }

    /** Names of all subkeys: taken before any is visited, since visiting takes long and keys come and go. */
    private Iterable<String> names() throws StoppedException {
        Map<String, String> names = new LinkedHashMap<>();
        for (LiveLayer layer : layers) {
            if (layer.link()) {
                continue;
            }
            try {
                for (int i = 0; ; i++) {
                    opener.sink().checkpoint();
                    Optional<String> found = layer.handle().subkey(i);
                    if (found.isEmpty()) {
                        break;
                    }
                    names.putIfAbsent(KeyPath.folded(found.get()), found.get());
                }
            } catch (WindowsCallException e) {
                opener.sink().problem(WindowsProblems.of(layer.path(), e));
            }
        }
        return names.values();
    }

    private void visit(String shown, String path, boolean named, Visitor visitor) throws StoppedException {
        opener.sink().checkpoint();
        if (level >= DEEPEST) {
            return;
        }
        List<LiveLayer> open = new ArrayList<>(layers.size());
        try {
            for (LiveLayer layer : layers) {
                Optional<LiveLayer> child = named ? opener.named(layer, path) : opener.met(layer, path);
                child.ifPresent(open::add);
            }
            if (!open.isEmpty()) {
                visitor.visit(new LiveKey(opener, open, shown, Map.of(), level + 1));
            }
        } finally {
            open.forEach(LiveLayer::close);
        }
    }
}
