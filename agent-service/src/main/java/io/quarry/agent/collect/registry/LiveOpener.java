package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.Privileges;
import io.quarry.agent.natives.windows.RegistryHandle;
import io.quarry.agent.natives.windows.WinError;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.model.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens keys, with backup intent where that is what it takes; says what it can't open. */
final class LiveOpener {
    private final FindingSink<?> sink;
    private final boolean backup;
    private boolean flagsKnown = true;

    /** @param privileges what this account has of those that were asked for */
    LiveOpener(Privileges privileges, FindingSink<?> sink) {
        this.sink = sink;
        backup = !privileges.missing().contains(Privileges.BACKUP);
    }

    FindingSink<?> sink() {
        return sink;
    }

    /** A key by its name, a link followed; empty when there is none, or it can't be opened. */
    Optional<LiveLayer> named(LiveLayer parent, String name) {
        return open(parent.handle(), name, parent.path() + '\\' + name, false)
                .map(handle -> parent.below(handle, name, false));
    }

    /** A key that was met: a link is opened itself. */
    Optional<LiveLayer> met(LiveLayer parent, String name) {
        return open(parent.handle(), name, parent.path() + '\\' + name, true)
                .map(handle -> parent.below(handle, name, isLink(handle)));
    }

    /** @param path whole path of the kernel. @param shown as people call it */
    Optional<LiveLayer> root(String path, String shown) {
        return open(null, path, shown, false).map(handle -> new LiveLayer(handle, shown, false));
    }

    private Optional<RegistryHandle> open(@Nullable RegistryHandle parent, String name, String shown, boolean link) {
        try {
            return Optional.of(open(parent, name, link));
        } catch (WindowsCallException e) {
            if (e.code() != WinError.FILE_NOT_FOUND && e.code() != WinError.PATH_NOT_FOUND) {
                Problem problem = WindowsProblems.of(shown, e);
                sink.problem(
                        WindowsProblems.denied(e) && !backup
                                ? new Problem(
                                        shown,
                                        problem.getReason(),
                                        problem.getDetail() + "; with " + Privileges.BACKUP + " it could be read")
                                : problem);
            }
            return Optional.empty();
        }
    }

    private RegistryHandle open(@Nullable RegistryHandle parent, String name, boolean link)
            throws WindowsCallException {
        try {
            return RegistryHandle.open(parent, name, link, false);
        } catch (WindowsCallException e) {
            if (!backup || !WindowsProblems.denied(e)) {
                throw e;
            }
            return RegistryHandle.open(parent, name, link, true);
        }
    }

    /** Flags of a key; empty where this Windows does not tell. */
    Optional<RegistryHandle.KeyFlags> flags(RegistryHandle key) {
        if (!flagsKnown) {
            return Optional.empty();
        }
        try {
            return Optional.of(key.flags());
        } catch (WindowsCallException e) {
            flagsKnown = false; // for one key as for all
            return Optional.empty();
        }
    }

    private boolean isLink(RegistryHandle key) {
        Optional<RegistryHandle.KeyFlags> flags = flags(key);
        if (flags.isPresent()) {
            return flags.get().isLink();
        }
        try {
            return key.value(0)
                    .filter(value -> value.name().equalsIgnoreCase("SymbolicLinkValue") && value.type() == 6)
                    .isPresent();
        } catch (WindowsCallException e) {
            return false; // said when its values are read
        }
    }
}
