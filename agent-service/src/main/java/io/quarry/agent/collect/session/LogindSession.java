package io.quarry.agent.collect.session;

import io.quarry.agent.collect.host.bus.BusException;
import io.quarry.agent.collect.host.bus.BusProperties;
import io.quarry.agent.collect.host.bus.BusRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A session as logind has it, see org.freedesktop.login1(5).
 *
 * @param type unspecified, tty, x11, wayland, mir, web
 * @param sessionClass user, greeter, lock-screen, background, manager and variants
 * @param state opening, online, active, closing
 * @param service PAM service that opened it
 * @param locked null where that was not asked: the state files do not say
 * @param idleSince null when it is not idle, or where that was not asked
 */
record LogindSession(
        String id,
        @Nullable Long uid,
        @Nullable String user,
        String type,
        String sessionClass,
        String state,
        boolean remote,
        @Nullable String remoteHost,
        @Nullable String service,
        @Nullable String terminal,
        @Nullable String display,
        @Nullable String seat,
        @Nullable Integer leader,
        @Nullable Long audit,
        @Nullable Instant since,
        @Nullable Boolean locked,
        @Nullable Instant idleSince) {

    /** From /run/systemd/sessions/. */
    static LogindSession of(String id, StateFile file) {
        OptionalLong leader = file.number("LEADER");
        OptionalLong audit = file.number("AUDIT");
        OptionalLong uid = file.number("UID");
        return new LogindSession(
                id,
                uid.isPresent() ? Long.valueOf(uid.getAsLong()) : null,
                file.text("USER").orElse(null),
                file.text("TYPE").orElse(""),
                file.text("CLASS").orElse(""),
                file.text("STATE").orElse(Boolean.TRUE.equals(file.flag("ACTIVE")) ? "active" : ""),
                Boolean.TRUE.equals(file.flag("REMOTE")),
                file.text("REMOTE_HOST").orElse(null),
                file.text("SERVICE").orElse(null),
                file.text("TTY").orElse(null),
                file.text("DISPLAY").orElse(null),
                file.text("SEAT").orElse(null),
                pid(leader),
                audit(audit),
                instant(file.number("REALTIME")),
                file.flag("LOCKED_HINT"),
                null);
    }

    /** From the properties of its object on the bus. */
    static LogindSession of(String id, BusProperties session) throws BusException {
        Optional<BusRow> user = session.row("User");
        Optional<BusRow> seat = session.row("Seat");
        boolean idle = session.flag("IdleHint").orElse(false);
        return new LogindSession(
                id,
                user.isPresent() ? Long.valueOf(user.get().number(0) & 0xffff_ffffL) : null,
                text(session, "Name"),
                session.text("Type").orElse(""),
                session.text("Class").orElse(""),
                session.text("State").orElse(""),
                session.flag("Remote").orElse(false),
                text(session, "RemoteHost"),
                text(session, "Service"),
                text(session, "TTY"),
                text(session, "Display"),
                seat.isPresent() && !seat.get().text(0).isEmpty() ? seat.get().text(0) : null,
                pid(session.number("Leader")),
                audit(session.number("Audit")),
                instant(session.number("Timestamp")),
                session.flag("LockedHint").orElse(null),
                idle ? instant(session.number("IdleSinceHint")) : null);
    }

    private static @Nullable String text(BusProperties session, String name) {
        return session.text(name).filter(value -> !value.isEmpty()).orElse(null);
    }

    private static @Nullable Integer pid(OptionalLong number) {
        boolean valid = number.isPresent() && number.getAsLong() > 0 && number.getAsLong() <= Integer.MAX_VALUE;
        return valid ? Integer.valueOf((int) number.getAsLong()) : null;
    }

    private static @Nullable Long audit(OptionalLong number) {
        boolean valid =
                number.isPresent() && number.getAsLong() > 0 && (number.getAsLong() & 0xffff_ffffL) != 0xffff_ffffL;
        return valid ? Long.valueOf(number.getAsLong()) : null;
    }

    private static @Nullable Instant instant(OptionalLong micros) {
        return micros.isPresent() && micros.getAsLong() > 0
                ? Instant.EPOCH.plus(micros.getAsLong(), ChronoUnit.MICROS)
                : null;
    }
}
