package io.quarry.agent.collect.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of terminals by device number, from {@code /proc/tty/drivers}: driver, path, major, minor or range, type. */
final class Terminals {
    private record Driver(String path, int major, int firstMinor, int lastMinor, boolean numbered) {}

    private final List<Driver> drivers;

    private Terminals(List<Driver> drivers) {
        this.drivers = drivers;
    }

    /** Lines that are not understood are left out: their terminals are shown by number. */
    static Terminals parse(byte[] bytes) {
        List<Driver> drivers = new ArrayList<>();
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            String[] columns = line.trim().split("\\s+", -1);
            if (columns.length >= 5 && columns[2].matches("\\d{1,6}") && columns[3].matches("\\d{1,9}(-\\d{1,9})?")) {
                String[] range = columns[3].split("-", -1);
                boolean numbered = !columns[4].startsWith("system");
                drivers.add(new Driver(
                        columns[1],
                        Integer.parseInt(columns[2]),
                        Integer.parseInt(range[0]),
                        Integer.parseInt(range[range.length - 1]),
                        numbered));
            }
        }
        return new Terminals(drivers);
    }

    /**
     * @param device as in {@code stat}: minor in bits 0 to 7 and 20 to 31, major in 8 to 19
     * @return null for none, {@code major:minor} for a driver that is not listed
     */
    @Nullable
    String name(int device) {
        if (device == 0) {
            return null;
        }
        int major = device >>> 8 & 0xfff;
        int minor = device & 0xff | device >>> 12 & 0xfff00;
        for (Driver driver : drivers) {
            if (driver.major == major && minor >= driver.firstMinor && minor <= driver.lastMinor) {
                return named(driver, minor);
            }
        }
        return major + ":" + minor;
    }

    private static String named(Driver driver, int minor) {
        if (!driver.numbered) {
            return driver.path;
        }
        if (driver.path.equals("/dev/pts")) {
            return driver.path + "/" + (minor - driver.firstMinor);
        }
        // consoles are counted from the minor (tty1 is 4:1), serial lines from the first of their range (ttyS0 is 4:64)
        return driver.path + (driver.path.equals("/dev/tty") ? minor : minor - driver.firstMinor);
    }
}
