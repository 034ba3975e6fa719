package io.quarry.agent.collect.service;

import io.quarry.agent.collect.host.Accounts;
import io.quarry.agent.collect.host.FileProblems;
import io.quarry.agent.collect.host.GroupNames;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.PosixAcl;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.natives.linux.FileAccess;
import io.quarry.jobs.ServiceWeakness;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who besides root may change files, or what is in the folders on the way to them. */
final class AccessReader {
    private static final String ACL = "system.posix_acl_access";
    private static final int STICKY = 01000;
    private static final int KEPT = 10_000;

    private final RootedFiles files;
    private final Accounts accounts;
    private final GroupNames groups;
    private final Map<String, Access> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Access> eldest) {
            return size() > KEPT;
        }
    };

    /** Status and list of one object, or why they cannot be read. */
    record Access(
            RootedFiles.@Nullable Status status,
            @Nullable PosixAcl acl,
            @Nullable Problem problem) {}

    AccessReader(RootedFiles files, Accounts accounts, GroupNames groups) {
        this.files = files;
        this.accounts = accounts;
        this.groups = groups;
    }

    /** Access to what is at a path without links. */
    Access of(String path) {
        return known.computeIfAbsent(path, this::read);
    }

    private Access read(String path) {
        try {
            RootedFiles.Status status = files.status(path);
            if (status == null) {
                return new Access(null, null, null);
            }
            PosixAcl acl = PosixAcl.ofMode(status.mode(), status.uid(), status.gid());
            byte[] attribute = status.isLink() ? null : FileAccess.attribute(files.at(path), ACL);
            return new Access(
                    status, attribute == null ? acl : PosixAcl.parse(attribute, status.uid(), status.gid()), null);
        } catch (IOException e) {
            return new Access(null, null, FileProblems.of("access of " + path, e));
        } catch (MalformedTextException e) {
            return new Access(null, null, new Problem("access of " + path, ProblemReason.MALFORMED, e.getMessage()));
        }
    }

    /**
     * Ways to change a file: itself, or any folder that is gone through to it.
     *
     * @param trusted account beside root whose power over it is meant, as a user's over his own units
     */
    List<ServiceWeakness> weaknesses(String path, OptionalLong trusted, ServiceProblems problems) {
        RootedFiles.Resolved resolved = files.resolve(path);
        List<ServiceWeakness> found = new ArrayList<>();
        if (resolved.failure() != null) {
            problems.failed("access of " + path, resolved.failure());
        }
        if (resolved.status() != null) {
            String object = resolved.status().isFolder() ? "DIRECTORY" : "FILE";
            add(found, object, resolved.path(), trusted, problems);
        }
        for (String folder : resolved.folders()) {
            add(found, "DIRECTORY", folder, trusted, problems);
        }
        return found;
    }

    private void add(
            List<ServiceWeakness> found, String object, String path, OptionalLong trusted, ServiceProblems problems) {
        Access access = of(path);
        if (access.problem() != null) {
            problems.failed(access.problem());
        }
        RootedFiles.Status status = access.status();
        PosixAcl acl = access.acl();
        if (status == null || acl == null || status.mode() != 0 && isDevice(status)) {
            return;
        }
        boolean folder = object.equals("DIRECTORY");
        if (status.uid() != 0 && !isTrusted(status.uid(), trusted)) {
            found.add(new ServiceWeakness(object, path, user(status.uid()), "own"));
        }
        if (folder && (status.permissions() & STICKY) != 0) {
            return; // others may add to it, but neither rename nor delete what is root's
        }
        int needed = folder ? PosixAcl.WRITE | PosixAcl.EXECUTE : PosixAcl.WRITE;
        for (String principal : writers(acl, needed, trusted)) {
            found.add(new ServiceWeakness(object, path, principal, folder ? "replace" : "write"));
        }
    }

    /** /dev/null and the like: to write to it changes nothing. */
    private static boolean isDevice(RootedFiles.Status status) {
        return !status.isRegular() && !status.isFolder();
    }

    private Set<String> writers(PosixAcl acl, int needed, OptionalLong trusted) {
        Set<String> writers = new LinkedHashSet<>();
        for (PosixAcl.Entry entry : acl.entries()) {
            if ((acl.effective(entry) & needed) != needed) {
                continue;
            }
            switch (entry.tag()) {
                case USER -> {
                    if (entry.id() != 0 && !isTrusted(entry.id(), trusted)) {
                        writers.add(user(entry.id()));
                    }
                }
                case GROUP, OWNING_GROUP -> {
                    if (entry.id() != 0) {
                        writers.add(group(entry.id()));
                    }
                }
                case OTHER -> writers.add("other");
                case OWNER, MASK -> {} // the owner is spoken of already
            }
        }
        return writers;
    }

    private static boolean isTrusted(long uid, OptionalLong trusted) {
        return trusted.isPresent() && trusted.getAsLong() == uid;
    }

    /** How a user is called: by name where one is known. */
    String user(long uid) {
        return "user:" + accounts.find(uid).map(Accounts.Account::name).orElse(String.valueOf(uid));
    }

    String group(long gid) {
        return "group:" + groups.find(gid).orElse(String.valueOf(gid));
    }

    @Nullable
    String userName(long uid) {
        return accounts.find(uid).map(Accounts.Account::name).orElse(null);
    }

    @Nullable
    String groupName(long gid) {
        return groups.find(gid).orElse(null);
    }
}
