package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.StoppedException;

/** A key of a hive file, read. */
final class HiveKey implements RegistryNode {
    private static final int DEEPEST = 512; // Windows allows no more

    private final Hive hive;
    private final NamedKey key;
    private final int level;

    HiveKey(Hive hive, NamedKey key, int level) {
        this.hive = hive;
        this.key = key;
        this.level = level;
    }

    @Override
    public String name() {
        return key.name();
    }

    NamedKey key() {
        return key;
    }

    @Override
    public void child(String name, Visitor visitor) throws StoppedException {
        if (hasChildren()) {
            hive.subkeys().candidates(key.subkeyList(), name, offset -> {
                NamedKey child = hive.keyOrNull(offset);
                if (child != null && child.name().equalsIgnoreCase(name)) {
                    visit(child, visitor);
                }
                return true; // a second one of the same name is no less there
            });
        }
    }

    @Override
    public void children(Visitor visitor) throws StoppedException {
        if (hasChildren()) {
            hive.subkeys().forEach(key.subkeyList(), offset -> {
                NamedKey child = hive.keyOrNull(offset);
                if (child != null) {
                    visit(child, visitor);
                }
                return true;
            });
        }
    }

    private boolean hasChildren() {
        return key.subkeys() > 0;
    }

    private void visit(NamedKey child, Visitor visitor) throws StoppedException {
        hive.sink().checkpoint();
        if (level >= DEEPEST) {
            hive.problems()
                    .damage(HiveException.malformed(
                            "more than " + DEEPEST + " levels of keys", HiveCells.position(child.offset())));
        } else if (hive.enter(child.offset())) {
            visitor.visit(new HiveKey(hive, child, level + 1));
        }
    }
}
