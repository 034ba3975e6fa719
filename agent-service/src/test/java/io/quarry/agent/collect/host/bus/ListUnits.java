package io.quarry.agent.collect.host.bus;

import java.io.IOException;
import java.nio.file.Path;

/** Prints each unit and its state, as a program of its own: systemd's own socket takes nobody from outside its machine. */
public final class ListUnits {
    private ListUnits() {}

    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        try (BusConnection bus = arguments[0].contains("dbus") ? BusConnection.bus(path) : BusConnection.direct(path)) {
            bus.call(BusCall.of(
                            "org.freedesktop.systemd1",
                            "/org/freedesktop/systemd1",
                            "org.freedesktop.systemd1.Manager",
                            "ListUnits"))
                    .eachRow(row -> System.out.println(row.text(0) + " " + row.text(3)));
        }
    }
}
