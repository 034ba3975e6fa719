package io.quarry.agent.collect.host.units;

import io.quarry.agent.collect.host.RootedFiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folders that a manager looks for unit files in, the first having precedence: systemd.unit(5), "Unit File Load Path".
 *
 * @param paths in that order
 * @param configuration the one where an administrator's links make a unit enabled
 * @param owner whose manager it is; empty for the system's, and for what the managers of all users read
 * @param users whether it is a user's
 */
public record UnitFolders(List<String> paths, String configuration, Optional<UnitOwner> owner, boolean users) {
    private static final List<String> SYSTEM = List.of(
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
            "/usr/lib/systemd/system",
            "/lib/systemd/system",
            "/run/systemd/generator.late");
    private static final List<String> EVERY_USER = List.of(
            "/etc/xdg/systemd/user",
            "/etc/systemd/user",
            "/run/systemd/user",
            "/usr/local/share/systemd/user",
            "/usr/share/systemd/user",
            "/usr/local/lib/systemd/user",
            "/usr/lib/systemd/user",
            "/lib/systemd/user");

    public static UnitFolders system() {
        return new UnitFolders(SYSTEM, "/etc/systemd/system", Optional.empty(), false);
    }

    /** @param paths as the running manager says it looks */
    public static UnitFolders system(List<String> paths) {
        return new UnitFolders(List.copyOf(paths), "/etc/systemd/system", Optional.empty(), false);
    }

    public static UnitFolders everyUser() {
        return new UnitFolders(EVERY_USER, "/etc/systemd/user", Optional.empty(), true);
    }

    /** Folders that the manager of one user reads: his own, and among them those of every user. */
    public static UnitFolders of(UnitOwner owner) {
        String home = owner.home();
        String runtime = "/run/user/" + owner.uid() + "/systemd/";
        return new UnitFolders(
                List.of(
                        home + "/.config/systemd/user.control",
                        runtime + "user.control",
                        runtime + "transient",
                        runtime + "generator.early",
                        home + "/.config/systemd/user",
                        "/etc/xdg/systemd/user",
                        "/etc/systemd/user",
                        runtime + "user",
                        "/run/systemd/user",
                        runtime + "generator",
                        home + "/.local/share/systemd/user",
                        "/usr/local/share/systemd/user",
                        "/usr/share/systemd/user",
                        "/usr/local/lib/systemd/user",
                        "/usr/lib/systemd/user",
                        "/lib/systemd/user",
                        runtime + "generator.late"),
                home + "/.config/systemd/user",
                Optional.of(owner),
                true);
    }

    /** Whether a path is one of the user's own. */
    public boolean isOwn(String path) {
        return owner.isPresent()
                && (path.startsWith(owner.get().home() + "/.")
                        || path.startsWith("/run/user/" + owner.get().uid() + "/"));
    }

    /** Without folders that are not there, and those that are another by way of a link. */
    public UnitFolders existing(RootedFiles files) {
        List<String> kept = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String path : paths) {
            RootedFiles.Resolved resolved = files.resolve(path);
            if (resolved.failure() != null || resolved.status() != null && seen.add(resolved.path())) {
                kept.add(path);
            }
        }
        return new UnitFolders(kept, configuration, owner, users);
    }

    public boolean isConfiguration(String path) {
        return path.equals(configuration) || users && path.equals("/etc/systemd/user");
    }

    public static boolean isRuntime(String path) {
        return path.startsWith("/run/");
    }

    public static boolean isGenerator(String path) {
        String name = RootedFiles.name(path);
        return isRuntime(path) && (name.equals("generator") || name.startsWith("generator."));
    }

    public static boolean isTransient(String path) {
        return isRuntime(path) && RootedFiles.name(path).equals("transient");
    }
}
