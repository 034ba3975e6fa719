package io.quarry.schemas;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is wrong with the settings of a part, so that a start says it all at once: for each its name, its value
 * and what is allowed. Whoever checks calls one method for each setting and ends with {@link #throwAny}.
 */
public final class SettingFaults {
    private static final int MAX_PORT = 65_535;
    private static final Set<String> TRUTHS = Set.of("true", "false", "on", "off", "yes", "no", "1", "0"); // as Spring

    private final List<String> list = new ArrayList<>();

    /**
     * @param value as it was given; null when it was not
     * @param allowed what may stand there, to follow "allowed: "
     */
    public void add(String name, @Nullable String value, String allowed) {
        String given = value == null ? "not set" : "'" + Printable.escape(value) + "'";
        list.add(name + ": " + given + "; allowed: " + allowed);
    }

    public List<String> list() {
        return List.copyOf(list);
    }

    /** @throws InvalidSettingsException when there is one */
    public void throwAny() {
        if (!list.isEmpty()) {
            throw new InvalidSettingsException(list);
        }
    }

    /** {@code host:port}, comma separated, at least one. */
    public void brokers(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            add(name, value, "HOST:PORT of Kafka brokers, comma separated");
            return;
        }
        for (String broker : value.split(",", -1)) {
            String address = broker.strip();
            boolean shaped = address.matches("[^\\s:/]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}");
            int port = shaped ? Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)) : 0;
            if (port < 1 || port > MAX_PORT) {
                add(name, broker, "HOST:PORT of Kafka brokers, comma separated, port 1 to 65535");
            }
        }
    }

    /** An http or https address with a host. */
    public void webAddress(String name, @Nullable String value) {
        try {
            URI address = URI.create(value == null ? "" : value.strip());
            if (Set.of("http", "https").contains(String.valueOf(address.getScheme())) && address.getHost() != null) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        add(name, value, "an http or https address");
    }

    /** @param least and {@code most} are allowed, too */
    public void integer(String name, @Nullable String value, long least, long most) {
        try {
            long number = Long.parseLong(value == null ? "" : value.strip());
            if (number >= least && number <= most) {
                return;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        add(name, value, most == Long.MAX_VALUE ? "a number, " + least + " and more" : least + " to " + most);
    }

    /** A port to listen on; 0 is any. */
    public void port(String name, @Nullable String value) {
        integer(name, value, 0, MAX_PORT);
    }

    public void truth(String name, @Nullable String value) {
        if (value == null || !TRUTHS.contains(value.strip().toLowerCase(Locale.ROOT))) {
            add(name, value, "true or false");
        }
    }

    /** An address that this machine can listen on. */
    public void localAddress(String name, @Nullable String value) {
        try {
            InetAddress address = InetAddress.getByName(value == null || value.isBlank() ? "." : value.strip());
            if (address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null) {
                return;
            }
        } catch (IOException e) {
            // said below
        }
        add(name, value, "an address of this machine; 0.0.0.0 for all");
    }

    /** A folder that is there and may be written to, or that may be made. */
    public void folder(String name, @Nullable String value) {
        Path folder = path(value);
        Path there = folder == null ? null : folder.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        // Windows' own answer depends on who asks and how: there the first write says it.
        boolean posix = there != null
                && there.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (there == null || !Files.isDirectory(there) || (posix && !Files.isWritable(there))) {
            add(name, value, "a folder that this user may write to, or may make");
        }
    }

    /** A file that is there and may be read. */
    public void readableFile(String name, @Nullable String value) {
        Path file = path(value);
        if (file == null || !Files.isRegularFile(file) || !Files.isReadable(file)) {
            add(name, value, "a file that this user may read");
        }
    }

    /** A path to a file that is there or comes later. */
    public void file(String name, @Nullable String value) {
        Path file = path(value);
        if (file == null || Files.isDirectory(file)) {
            add(name, value, "path of a file");
        }
    }

    private static @Nullable Path path(@Nullable String value) {
        try {
            return value == null || value.isBlank() ? null : Path.of(value);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
