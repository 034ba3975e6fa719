package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.HostFiles;
import io.quarry.agent.collect.host.HostFiles.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The folders that a service manager looks for units in, the first one has the word; see systemd.unit(5). */
final class UnitFolders {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_NAMES = 100_000;
    private static final int MOST_DROP_INS = 1_000;

    private final HostFiles files;
    private final List<String> folders;

    private UnitFolders(HostFiles files, List<String> folders) {
        this.files = files;
        this.folders = folders;
    }

    /** Of the manager of the system. */
    static UnitFolders system(HostFiles files) {
        List<String> folders = new ArrayList<>(List.of(
                "/etc/systemd/system.control",
                "/run/systemd/system.control",
                "/run/systemd/transient",
                "/run/systemd/generator.early",
                "/etc/systemd/system",
                "/etc/systemd/system.attached",
                "/run/systemd/system",
                "/run/systemd/system.attached",
                "/run/systemd/generator",
                "/usr/local/lib/systemd/system",
                "/usr/lib/systemd/system"));
        if (files.ownFacts("/lib").filter(Facts::link).isEmpty()) {
            folders.add("/lib/systemd/system"); // before /usr was merged
        }
        folders.add("/run/systemd/generator.late");
        return new UnitFolders(files, folders);
    }

    /** Of the managers of all users. */
    static UnitFolders everyUser(HostFiles files) {
        return new UnitFolders(
                files,
                List.of(
                        "/etc/systemd/user",
                        "/run/systemd/user",
                        "/usr/local/share/systemd/user",
                        "/usr/share/systemd/user",
                        "/usr/local/lib/systemd/user",
                        "/usr/lib/systemd/user"));
    }

    /** Of one user alone, before those of all. */
    UnitFolders andOf(String home, long uid) {
        List<String> all = new ArrayList<>(List.of(
                home + "/.config/systemd/user.control",
                "/run/user/" + uid + "/systemd/transient",
                home + "/.config/systemd/user"));
        all.addAll(folders);
        all.add(home + "/.local/share/systemd/user");
        return new UnitFolders(files, all);
    }

    /** Folders of one user alone, of those in this list. */
    UnitFolders only(String home, long uid) {
        return new UnitFolders(
                files,
                folders.stream()
                        .filter(folder -> folder.startsWith(home + "/.") || folder.startsWith("/run/user/" + uid + "/"))
                        .toList());
    }

    /** Names of the units of a kind that have a file. */
    Set<String> names(String suffix) {
        Set<String> names = new LinkedHashSet<>();
        for (String folder : folders) {
            files.<RuntimeException>each(folder, name -> {
                if (name.endsWith(suffix) && names.size() < MOST_NAMES) {
                    names.add(name);
                }
            });
        }
        return names;
    }

    /** Names of the units of a kind that another unit wants, so that they are started with it. */
    Set<String> wanted(String suffix) {
        Set<String> wanted = new LinkedHashSet<>();
        for (String folder : folders) {
            files.<RuntimeException>each(folder, name -> {
                if (name.endsWith(".wants") || name.endsWith(".requires") || name.endsWith(".upholds")) {
                    files.<RuntimeException>each(folder + "/" + name, unit -> {
                        if (unit.endsWith(suffix) && wanted.size() < MOST_NAMES) {
                            wanted.add(unit);
                        }
                    });
                }
            });
        }
        return wanted;
    }

    /** Loads a unit; empty when there is no file of that name, or of its template. */
    Optional<Unit> load(String name) {
        String file = find(name);
        String template = template(name);
        if (file == null && template != null) {
            file = find(template);
        }
        return file == null ? Optional.empty() : Optional.of(load(name, file));
    }

    private Unit load(String name, String file) {
        List<UnitFile.Assignment> assignments = new ArrayList<>();
        List<String> read = new ArrayList<>(List.of(file));
        String target = files.target(file).orElse(file);
        Instant modified = files.ownFacts(target).map(Facts::modified).orElse(Instant.EPOCH);
        Optional<HostFiles.Contents> contents =
                target.equals("/dev/null") ? Optional.empty() : files.read(target, MOST_BYTES);
        boolean masked = target.equals("/dev/null")
                || contents.isPresent() && contents.get().bytes().length == 0;
        contents.ifPresent(
                text -> assignments.addAll(UnitFile.parse(text.bytes()).assignments()));
        for (String dropIn : dropIns(name)) {
            Optional<HostFiles.Contents> more = files.read(files.target(dropIn).orElse(dropIn), MOST_BYTES);
            if (more.isPresent()) {
                read.add(dropIn);
                assignments.addAll(UnitFile.parse(more.get().bytes()).assignments());
                Instant changed = more.get().facts().modified();
                modified = changed.isAfter(modified) ? changed : modified;
            }
        }
        return new Unit(name, file, read, masked, modified, assignments);
    }

    /** Drop-ins in the order they count: by their names, whatever folder they are in; of two with one name the first. */
    private List<String> dropIns(String name) {
        Map<String, String> found = new TreeMap<>();
        for (String owner : owners(name)) {
            for (String folder : folders) {
                files.<RuntimeException>each(folder + "/" + owner + ".d", file -> {
                    if (file.endsWith(".conf") && found.size() < MOST_DROP_INS) {
                        found.putIfAbsent(file, folder + "/" + owner + ".d/" + file);
                    }
                });
            }
        }
        return found.values().stream()
                .filter(file -> files.target(file).filter("/dev/null"::equals).isEmpty())
                .toList();
    }

    /** What drop-ins of a unit may be called after: itself, its template, its prefixes with a dash, its kind. */
    private static List<String> owners(String name) {
        List<String> owners = new ArrayList<>(List.of(name));
        String template = template(name);
        if (template != null) {
            owners.add(template);
        }
        int dot = name.lastIndexOf('.');
        String suffix = name.substring(dot);
        String stem = name.substring(0, name.indexOf('@') >= 0 ? name.indexOf('@') : dot);
        for (int dash = stem.lastIndexOf('-', stem.length() - 2); dash > 0; dash = stem.lastIndexOf('-', dash - 1)) {
            owners.add(stem.substring(0, dash + 1) + suffix);
        }
        owners.add(suffix.substring(1));
        return owners;
    }

    private static @Nullable String template(String name) {
        int at = name.indexOf('@');
        int dot = name.lastIndexOf('.');
        return at < 0 || dot <= at + 1 ? null : name.substring(0, at + 1) + name.substring(dot);
    }

    private @Nullable String find(String name) {
        for (String folder : folders) {
            if (files.ownFacts(folder + "/" + name)
                    .filter(facts -> !facts.folder())
                    .isPresent()) {
                return folder + "/" + name;
            }
        }
        return null;
    }
}
