package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The records that dnsmasq answers by itself: configured ones, further hosts files, and names of its DHCP leases. */
final class DnsmasqSource {
    private static final String USUAL = "/etc/dnsmasq.conf";
    private static final String LEASES = "/var/lib/misc/dnsmasq.leases";
    private static final int MOST_FILES = 1_024;

    private final HostFiles files;
    private final DnsRows rows;
    private final Set<String> read = new HashSet<>();

    private DnsmasqSource(HostFiles files, DnsRows rows) {
        this.files = files;
        this.rows = rows;
    }

    static void read(RunningResolver resolver, DnsRows rows) throws StoppedException {
        new DnsmasqSource(resolver.files(), rows).read(resolver.arguments());
    }

    private void read(List<String> arguments) throws StoppedException {
        DnsmasqConfig config = new DnsmasqConfig(rows::row);
        config.arguments(arguments);
        Deque<String> open = new ArrayDeque<>(config.files());
        if (!config.configured()) {
            open.add(USUAL);
        }
        while (!open.isEmpty() && read.size() < MOST_FILES) {
            int known = config.files().size();
            options(open.removeFirst(), config);
            open.addAll(config.files().subList(known, config.files().size()));
        }
        for (String hosts : config.hosts()) {
            for (String file : expanded(hosts)) {
                HostsSource.read(files, file, rows);
            }
        }
        leases();
    }

    private void options(String path, DnsmasqConfig config) throws StoppedException {
        for (String file : expanded(path)) {
            if (file.equals("/dev/null") || !read.add(file)) {
                continue;
            }
            try (InputStream in = files.open(file)) {
                Lines.read(in, (bytes, length, number, cut) -> config.line(KernelText.decode(bytes, 0, length)));
            } catch (NoSuchFileException e) {
                if (!file.equals(USUAL)) {
                    rows.failed(file, e);
                }
            } catch (IOException e) {
                rows.failed(file, e);
            }
        }
    }

    /** The files of a folder, or the file itself. */
    private List<String> expanded(String path) {
        if (!Files.isDirectory(files.path(path), LinkOption.NOFOLLOW_LINKS)) {
            return List.of(path);
        }
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(files.checked(path))) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                boolean left = name.startsWith(".") || name.startsWith("#") || name.endsWith("~");
                if (!left && found.size() < MOST_FILES) {
                    found.add(path + "/" + name);
                }
            }
        } catch (IOException e) {
            rows.failed(path, e);
        } catch (DirectoryIteratorException e) {
            rows.failed(path, new IOException(e.getMessage(), e));
        }
        Collections.sort(found);
        return found;
    }

    /** {@code expiry hardware-address address name client}, see dnsmasq(8). */
    private void leases() throws StoppedException {
        if (!files.exists(LEASES)) {
            return;
        }
        try (InputStream in = files.open(LEASES)) {
            Lines.read(in, (bytes, length, number, cut) -> {
                String[] fields = KernelText.decode(bytes, 0, length).split(" ", -1);
                Optional<byte[]> address = fields.length < 4 ? Optional.empty() : AddressText.parse(fields[2]);
                if (address.isPresent() && !fields[3].equals("*")) {
                    String type = address.get().length == 4 ? "A" : "AAAA";
                    rows.row(CachedRecord.found(
                            fields[3], type, AddressText.format(address.get()), null, List.of("LOCAL", "LEASE")));
                }
            });
        } catch (IOException e) {
            rows.failed(LEASES, e);
        }
    }

    /** Why its cache is not here. */
    static void limitation(RunningResolver resolver, DnsRows rows) {
        rows.problem(
                ProblemReason.NOT_AVAILABLE,
                "its cache cannot be read: " + resolver.kind().limitation());
    }
}
