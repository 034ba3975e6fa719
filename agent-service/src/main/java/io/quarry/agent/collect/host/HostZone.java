package io.quarry.agent.collect.host;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

/** The zone a host keeps its local time in, see localtime(5): what {@code /etc/localtime} links to. */
public final class HostZone {
    private static final String ZONES = "/zoneinfo/";
    private static final int MOST = 1 << 10;
    private static final ZoneId UTC = ZoneId.of("UTC");

    private HostZone() {}

    /** Empty when it has one that is not known by name; UTC when it has none, as for the C library. */
    public static Optional<ZoneId> read(HostFiles files) {
        if (files.ownFacts("/etc/localtime").isEmpty()) {
            return Optional.of(UTC);
        }
        Optional<String> target = files.target("/etc/localtime");
        if (target.isPresent()) {
            int zones = target.get().indexOf(ZONES);
            return zones < 0 ? Optional.empty() : zone(target.get().substring(zones + ZONES.length()));
        }
        return files.read("/etc/timezone", MOST) // a copy of the zone's file: Debian keeps its name as well
                .flatMap(name -> zone(
                        KernelText.decode(name.bytes(), 0, name.bytes().length).strip()));
    }

    /** A zone of the database by its name. */
    public static Optional<ZoneId> zone(String name) {
        String bare = name.startsWith("posix/") ? name.substring("posix/".length()) : name;
        try {
            return Optional.of(bare.equals("Etc/UTC") ? UTC : ZoneId.of(bare));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
