package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.jobs.ProcessHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Handles that are no descriptors but mappings: shared memory, and POSIX semaphores, whose descriptor is closed at once. */
final class MappingHandles {
    private static final String SEMAPHORE = "/dev/shm/sem.";
    private static final int SHARED = 3;
    private static final List<String> WORDS = List.of("READ", "WRITE", "EXECUTE"); // 1, 2, 4 as PROT_* of mmap(2)

    private final Set<HandleKind> wanted;
    private final FindingSink<?> sink;
    private final int most;

    private record Mapped(HandleKind kind, String device, long inode, String path) {}

    MappingHandles(Set<HandleKind> wanted, FindingSink<?> sink, int most) {
        this.wanted = wanted;
        this.sink = sink;
        this.most = most;
    }

    void read(ProcessView process, HandleList list) throws StoppedException {
        SemaphoreNames names = null;
        for (Map.Entry<Mapped, Integer> entry : mapped(process).entrySet()) {
            Mapped file = entry.getKey();
            String name = file.path;
            if (file.kind == HandleKind.SEMAPHORE && ProcLink.looksDeleted(name)) {
                names = names == null ? SemaphoreNames.read(process.files().path("root")) : names;
                name = names.name(file.inode, name);
            }
            ProcessHandle handle = list.add(file.kind, name);
            if (handle != null) {
                handle.setAccessMask((long) entry.getValue());
                handle.setRights(words(entry.getValue()));
            }
        }
    }

    private Map<Mapped, Integer> mapped(ProcessView process) throws StoppedException {
        Map<Mapped, Integer> mapped = new LinkedHashMap<>();
        if (process.problems().hasVanished()) {
            return mapped;
        }
        ProcMaps maps = new ProcMaps();
        try {
            int result = process.files().<Exception>read("maps", (bytes, length) -> {
                sink.checkpoint();
                return maps.accept(bytes, length, mapping -> {
                    add(mapping, mapped);
                    return mapped.size() <= most;
                });
            });
            process.checked("maps", result);
        } catch (MalformedTextException e) {
            process.problems().malformed("maps", e);
        } catch (StoppedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the part's reader throws nothing else", e);
        }
        return mapped;
    }

    private void add(ProcMaps.Mapping mapping, Map<Mapped, Integer> mapped) {
        boolean shared =
                mapping.permissions().length() > SHARED && mapping.permissions().charAt(SHARED) == 's';
        HandleKind kind = mapping.path().startsWith(SEMAPHORE) ? HandleKind.SEMAPHORE : HandleKind.SECTION;
        if (shared && wanted.contains(kind)) {
            Mapped file = new Mapped(kind, mapping.device(), mapping.inode(), mapping.path());
            mapped.merge(file, bits(mapping.permissions()), (one, other) -> one | other);
        }
    }

    private static int bits(String permissions) {
        int bits = 0;
        for (int i = 0; i < SHARED; i++) {
            bits |= permissions.charAt(i) == '-' ? 0 : 1 << i;
        }
        return bits;
    }

    private static List<String> words(int bits) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < WORDS.size(); i++) {
            if ((bits & 1 << i) != 0) {
                words.add(WORDS.get(i));
            }
        }
        return words;
    }
}
