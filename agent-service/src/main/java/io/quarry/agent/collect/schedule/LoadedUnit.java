package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.units.Specifiers;
import io.quarry.agent.collect.host.units.Unit;
import io.quarry.agent.collect.host.units.UnitText;
import io.quarry.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A unit as systemd would load it, with its specifiers expanded.
 *
 * @param unit what its files say
 * @param files it and its drop-ins, in their order
 * @param modified when the last of them was
 * @param notes what could not be read or made out of them
 */
record LoadedUnit(Unit unit, List<String> files, Instant modified, Specifiers specifiers, List<Problem> notes) {
    String name() {
        return unit.name().text();
    }

    /** The file that it was found in. */
    String file() {
        return files.get(0);
    }

    boolean masked() {
        return unit.masked();
    }

    /** The last value of a setting of which there is one; empty when it was not set or set to nothing. */
    Optional<String> last(String section, String key) {
        return unit.settings().last(section, key).map(specifiers::expand);
    }

    /** The values of a setting that adds up; an empty one forgets those before it. */
    List<String> all(String section, String key) {
        return unit.settings().list(section, key).stream()
                .map(specifiers::expand)
                .toList();
    }

    boolean flag(String section, String key) {
        return unit.settings().flag(section, key);
    }

    /** All that a section says, as it stands there. */
    List<UnitText.Assignment> assignments(String section) {
        return unit.settings().assignments(section);
    }

    /** Name without its suffix and instance. */
    String prefix() {
        return unit.name().prefix();
    }

    /** Name without its suffix. */
    String bare() {
        return name().substring(0, name().lastIndexOf('.'));
    }

    /** A template cannot be started; its instances can. */
    boolean template() {
        return unit.name().isTemplate();
    }

    String expanded(String value) {
        return specifiers.expand(value);
    }
}
