package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The options of dnsmasq(8) that give names local records, from its file and its command line. */
final class DnsmasqConfig {
    private final CachedRecord.Taker taker;
    private final List<String> files = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private boolean configured;

    DnsmasqConfig(CachedRecord.Taker taker) {
        this.taker = taker;
    }

    /** Further files and folders to read options from. */
    List<String> files() {
        return files;
    }

    /** Further files and folders like /etc/hosts. */
    List<String> hosts() {
        return hosts;
    }

    /** Whether the command line named the file to read. */
    boolean configured() {
        return configured;
    }

    /** The command line: {@code --name=value}, {@code -C file}. */
    void arguments(List<String> arguments) throws StoppedException {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith("--")) {
                line(argument.substring(2));
            } else if (argument.startsWith("-C")) {
                configured = true;
                files.add(
                        argument.length() > 2 || i + 1 == arguments.size()
                                ? argument.substring(2)
                                : arguments.get(++i));
            }
        }
    }

    /** A line of the file: {@code name=value}. */
    void line(String text) throws StoppedException {
        String line = text.strip();
        int equals = line.indexOf('=');
        if (line.startsWith("#") || equals < 0) {
            return;
        }
        String value = line.substring(equals + 1).strip();
        switch (line.substring(0, equals).strip()) {
            case "address" -> address(value);
            case "host-record" -> host(value.split(",", -1));
            case "cname" -> alias(value.split(",", -1));
            case "ptr-record" -> pointer(value.split(",", -1));
            case "addn-hosts", "hostsdir" -> hosts.add(withoutMarks(value));
            case "conf-file" -> {
                configured = true;
                files.add(value);
            }
            case "conf-dir" -> {
                configured = true;
                files.add(withoutMarks(value));
            }
            default -> {} // gives no record of these kinds
        }
    }

    /** {@code /name/name/address}: all names below these too. */
    private void address(String value) throws StoppedException {
        String[] parts = value.split("/", -1);
        Optional<byte[]> address = AddressText.parse(parts[parts.length - 1].strip());
        if (address.isEmpty()) {
            return;
        }
        for (int i = 1; i < parts.length - 1; i++) {
            String name = parts[i].isEmpty() ? "." : parts[i];
            give(name, address.get(), null, List.of("LOCAL", "AND_BELOW"));
        }
    }

    /** {@code name,name,address,address,ttl}. */
    private void host(String[] parts) throws StoppedException {
        List<String> names = new ArrayList<>();
        Long ttl = null;
        for (String part : parts) {
            if (part.matches("\\d{1,9}")) {
                ttl = Long.valueOf(part);
            }
        }
        for (String part : parts) {
            Optional<byte[]> address = AddressText.parse(part.strip());
            if (address.isPresent()) {
                for (String name : names) {
                    give(name, address.get(), ttl, List.of("LOCAL"));
                }
            } else if (!part.isBlank() && !part.matches("\\d+")) {
                names.add(part.strip());
            }
        }
    }

    /** {@code alias,alias,target,ttl}. */
    private void alias(String[] parts) throws StoppedException {
        int end = parts.length;
        Long ttl = null;
        if (end > 2 && parts[end - 1].matches("\\d{1,9}")) {
            ttl = Long.valueOf(parts[--end]);
        }
        for (int i = 0; i < end - 1; i++) {
            taker.take(CachedRecord.found(name(parts[i]), "CNAME", name(parts[end - 1]), ttl, List.of("LOCAL")));
        }
    }

    private void pointer(String[] parts) throws StoppedException {
        if (parts.length > 1) {
            taker.take(CachedRecord.found(name(parts[0]), "PTR", name(parts[1]), null, List.of("LOCAL")));
        }
    }

    private void give(String name, byte[] address, @Nullable Long ttl, List<String> flags) throws StoppedException {
        String type = address.length == 4 ? "A" : "AAAA";
        taker.take(CachedRecord.found(name(name), type, AddressText.format(address), ttl, flags));
    }

    private static String name(String text) {
        return HostsFile.withoutDot(text.strip());
    }

    /** A folder may be followed by endings that are left out. */
    private static String withoutMarks(String value) {
        int comma = value.indexOf(',');
        return comma < 0 ? value : value.substring(0, comma);
    }
}
