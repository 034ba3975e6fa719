package io.quarry.agent.collect.service;

import io.quarry.agent.collect.host.windows.Administrators;
import io.quarry.agent.collect.host.windows.SddlRights;
import io.quarry.agent.collect.host.windows.SecurityText;
import io.quarry.agent.collect.host.windows.Sid;
import io.quarry.agent.natives.windows.AccountLookup;
import io.quarry.jobs.ServiceAccess;
import io.quarry.jobs.ServiceSecurity;
import io.quarry.jobs.ServiceWeakness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Security descriptors as the job's columns, and who besides administrators may use what they grant. */
final class WindowsServiceAccess {
    private static final int INHERIT_ONLY = 0x8;
    private static final int GENERIC_ALL = 0x10000000;
    private static final int GENERIC_WRITE = 0x40000000;
    private static final int WRITE_DAC = 0x40000;
    private static final int WRITE_OWNER = 0x80000;
    private static final int DELETE = 0x10000;

    private final Function<byte[], @Nullable String> names;

    /** A kind of object that decides what a service does. */
    enum Target {
        /** Rights of winsvc.h. */
        SERVICE(Map.of(0x2, "change config")),
        /** The service's key in the registry, rights of winnt.h. */
        KEY(Map.of(0x2, "set value", 0x4, "create subkey", 0x20, "create link")),
        FILE(Map.of(0x2, "write", 0x4, "append")),
        /** Its image's folder: a file beside it is loaded first, and the image can be replaced. */
        DIRECTORY(Map.of(0x2, "add file", 0x40, "delete child"));

        private final Map<Integer, String> rights;

        Target(Map<Integer, String> rights) {
            this.rights = rights;
        }
    }

    WindowsServiceAccess(AccountLookup accounts) {
        this(sid -> accounts.find(sid, Sid.parse(sid, 0))
                .map(AccountLookup.Name::toString)
                .orElse(null));
    }

    /** @param names of accounts by their binary identifiers, null where nobody knows one */
    WindowsServiceAccess(Function<byte[], @Nullable String> names) {
        this.names = names;
    }

    /**
     * The service's own descriptor.
     *
     * @throws IllegalArgumentException when it is none
     */
    ServiceSecurity of(byte[] descriptor) {
        ServiceSecurity security = new ServiceSecurity();
        security.setCapabilities(new ArrayList<>());
        security.setWeakAcl(new ArrayList<>());
        security.setOwner(account(SecurityText.owner(descriptor)));
        security.setGroup(account(SecurityText.group(descriptor)));
        security.setSddl(SecurityText.of(descriptor, SddlRights.OTHER));
        List<ServiceAccess> entries = new ArrayList<>();
        List<SecurityText.AccessEntry> access = SecurityText.access(descriptor);
        for (SecurityText.AccessEntry entry : access == null ? List.<SecurityText.AccessEntry>of() : access) {
            entries.add(new ServiceAccess(
                    Sid.parse(entry.sid(), 0),
                    names.apply(entry.sid()),
                    serviceRights(entry.mask()),
                    entry.mask() & 0xffff_ffffL,
                    entry.type() != 1 && entry.type() != 6 && entry.type() != 10));
        }
        security.setEntries(entries);
        return security;
    }

    /**
     * Ways for others than administrators to change an object.
     *
     * @throws IllegalArgumentException when the descriptor is none
     */
    List<ServiceWeakness> weaknesses(Target target, @Nullable String path, byte[] descriptor) {
        List<ServiceWeakness> found = new ArrayList<>();
        byte[] owner = SecurityText.owner(descriptor);
        if (owner != null && !Administrators.include(Sid.parse(owner, 0))) {
            found.add(new ServiceWeakness(target.name(), path, called(owner), "own"));
        }
        List<SecurityText.AccessEntry> access = SecurityText.access(descriptor);
        if (access == null) {
            found.add(new ServiceWeakness(target.name(), path, "everybody", "no access list"));
            return found;
        }
        Map<String, Integer> denied = new LinkedHashMap<>();
        for (SecurityText.AccessEntry entry : access) {
            String sid = Sid.parse(entry.sid(), 0);
            if ((entry.flags() & INHERIT_ONLY) != 0 || Administrators.include(sid)) {
                continue;
            }
            if (entry.type() == 1) {
                denied.merge(sid, entry.mask(), (a, b) -> a | b);
            } else if (entry.type() == 0 || entry.type() == 9) {
                for (String right : decisive(target, entry.mask() & ~denied.getOrDefault(sid, 0))) {
                    found.add(new ServiceWeakness(target.name(), path, called(entry.sid()), right));
                }
            }
        }
        return found;
    }

    private static List<String> decisive(Target target, int mask) {
        List<String> rights = new ArrayList<>();
        if ((mask & GENERIC_ALL) != 0) {
            rights.add("all");
        }
        if ((mask & GENERIC_WRITE) != 0) {
            rights.add("generic write");
        }
        if ((mask & WRITE_DAC) != 0) {
            rights.add("change permissions");
        }
        if ((mask & WRITE_OWNER) != 0) {
            rights.add("take ownership");
        }
        if ((mask & DELETE) != 0 && target != Target.KEY) {
            rights.add("delete");
        }
        if (target == Target.SERVICE && (mask & 0x30) == 0x30) {
            rights.add("restart");
        }
        target.rights.entrySet().stream()
                .filter(right -> (mask & right.getKey()) != 0)
                .map(Map.Entry::getValue)
                .sorted()
                .forEach(rights::add);
        return rights;
    }

    private static List<String> serviceRights(int mask) {
        String[] names = {
            "query config",
            "change config",
            "query status",
            "enumerate dependents",
            "start",
            "stop",
            "pause and continue",
            "interrogate",
            "user-defined control"
        };
        List<String> rights = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            if ((mask & 1 << i) != 0) {
                rights.add(names[i]);
            }
        }
        String[] standard = {"delete", "read permissions", "change permissions", "take ownership", "synchronize"};
        for (int i = 0; i < standard.length; i++) {
            if ((mask & 1 << 16 + i) != 0) {
                rights.add(standard[i]);
            }
        }
        String[] generic = {"generic all", "generic execute", "generic write", "generic read"};
        for (int i = 0; i < generic.length; i++) {
            if ((mask & 1 << 28 + i) != 0) {
                rights.add(generic[i]);
            }
        }
        return rights;
    }

    private @Nullable String account(byte @Nullable [] sid) {
        return sid == null ? null : called(sid);
    }

    private String called(byte[] sid) {
        String name = names.apply(sid);
        return name == null ? Sid.parse(sid, 0) : name;
    }
}
