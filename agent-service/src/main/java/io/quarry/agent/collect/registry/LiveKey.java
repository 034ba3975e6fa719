package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.WindowsCallException;
import java.util.ArrayList;
import java.util.Collection;
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
    private final Map<String, NarrowView> redirected;
    private final boolean other;
    private final int level;

    /** @param redirected what the view has of its subkeys, by their shown names. Empty: all, as they are */
    LiveKey(LiveOpener opener, List<LiveLayer> layers, Map<String, NarrowView> redirected) {
        this(opener, layers, "", redirected, false, 0);
    }

    private LiveKey(
            LiveOpener opener,
            List<LiveLayer> layers,
            String name,
            Map<String, NarrowView> redirected,
            boolean other,
            int level) {
        this.opener = opener;
        this.layers = layers;
        this.name = name;
        this.redirected = redirected;
        this.other = other;
        this.level = level;
    }

    /** Whether the view shows another key than the path says. */
    boolean isOther() {
        return other;
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
            visit(child, new NarrowView(child, Map.of()), true, visitor);
        }
        for (Map.Entry<String, NarrowView> entry : redirected.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(child)) {
                visit(entry.getKey(), entry.getValue(), true, visitor);
            }
        }
    }

    @Override
    public void children(Visitor visitor) throws StoppedException {
        for (Map.Entry<String, NarrowView> entry : redirected.entrySet()) {
            visit(entry.getKey(), entry.getValue(), false, visitor);
        }
        if (redirected.isEmpty()) {
            for (String child : names()) {
                visit(child, new NarrowView(child, Map.of()), false, visitor);
            }
        }
    }

    /** Names of all subkeys: taken before any is visited, since visiting takes long and keys come and go. */
    Collection<String> names() throws StoppedException {
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

    private void visit(String shown, NarrowView view, boolean named, Visitor visitor) throws StoppedException {
        opener.sink().checkpoint();
        if (level >= DEEPEST) {
            return;
        }
        List<LiveLayer> open = new ArrayList<>(layers.size());
        try {
            for (LiveLayer layer : layers) {
                // what leads to a view may be a link, as a user's classes are: it is followed
                boolean follow = named || !redirected.isEmpty() && !view.isOther();
                Optional<LiveLayer> child =
                        follow ? opener.named(layer, view.target()) : opener.met(layer, view.target());
                child.ifPresent(open::add);
            }
            if (!open.isEmpty()) {
                boolean into = other || !redirected.isEmpty() && view.isOther();
                visitor.visit(new LiveKey(opener, open, shown, view.below(), into, level + 1));
            }
        } finally {
            open.forEach(LiveLayer::close);
        }
    }
}
