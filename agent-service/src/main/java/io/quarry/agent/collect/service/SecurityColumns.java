package io.quarry.agent.collect.service;

import io.quarry.agent.collect.host.PosixAcl;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.jobs.ServiceAccess;
import io.quarry.jobs.ServiceSecurity;
import io.quarry.jobs.ServiceWeakness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Owner, access list and weaknesses of a service. */
final class SecurityColumns {
    private final AccessReader access;

    SecurityColumns(AccessReader access) {
        this.access = access;
    }

    /**
     * Reads them.
     *
     * @param source the unit file or script, null when there is none
     * @param objects all files and folders that decide what the service does, that one included
     * @param trusted account whose own service it is, see {@link AccessReader#weaknesses}
     */
    ServiceSecurity read(
            RootedFiles files,
            @Nullable String source,
            Collection<String> objects,
            OptionalLong trusted,
            ServiceProblems problems) {
        ServiceSecurity security = new ServiceSecurity();
        security.setCapabilities(new ArrayList<>());
        security.setEntries(new ArrayList<>());
        if (source != null) {
            source(security, files.resolve(source).path(), problems);
        }
        Set<ServiceWeakness> weaknesses = new LinkedHashSet<>();
        for (String object : objects) {
            weaknesses.addAll(access.weaknesses(object, trusted, problems));
        }
        security.setWeakAcl(new ArrayList<>(weaknesses));
        return security;
    }

    private void source(ServiceSecurity security, String path, ServiceProblems problems) {
        AccessReader.Access of = access.of(path);
        RootedFiles.Status status = of.status();
        PosixAcl acl = of.acl();
        if (status == null || acl == null) {
            if (of.problem() != null) {
                problems.failed(of.problem());
            }
            return;
        }
        String owner = access.userName(status.uid());
        String group = access.groupName(status.gid());
        security.setOwner(owner == null ? String.valueOf(status.uid()) : owner);
        security.setGroup(group == null ? String.valueOf(status.gid()) : group);
        security.setMode(String.format(Locale.ROOT, "%04o", status.permissions()));
        List<ServiceAccess> entries = new ArrayList<>();
        for (PosixAcl.Entry entry : acl.entries()) {
            entries.add(entry(entry));
        }
        security.setEntries(entries);
    }

    private ServiceAccess entry(PosixAcl.Entry entry) {
        ServiceAccess row = new ServiceAccess();
        switch (entry.tag()) {
            case OWNER, USER -> row.setName(access.userName(entry.id()));
            case OWNING_GROUP, GROUP -> row.setName(access.groupName(entry.id()));
            case MASK, OTHER -> {}
        }
        row.setPrincipal(
                switch (entry.tag()) {
                    case OWNER -> "owner";
                    case OWNING_GROUP -> "group";
                    case USER -> "user:" + entry.id();
                    case GROUP -> "group:" + entry.id();
                    case MASK -> "mask";
                    case OTHER -> "other";
                });
        row.setRights(rights(entry.permissions()));
        row.setAccessMask((long) entry.permissions());
        row.setAllow(true);
        return row;
    }

    private static List<String> rights(int permissions) {
        List<String> rights = new ArrayList<>();
        if ((permissions & PosixAcl.READ) != 0) {
            rights.add("read");
        }
        if ((permissions & PosixAcl.WRITE) != 0) {
            rights.add("write");
        }
        if ((permissions & PosixAcl.EXECUTE) != 0) {
            rights.add("execute");
        }
        return rights;
    }
}
