package io.quarry.agent.collect.host.units;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A unit as its files say it is.
 *
 * @param entry what its name leads to in the search path; empty for an instance, whose template stands there, and for what
 *     only the manager knows
 * @param fragment file as the manager calls it: links among its folders are followed, one out of them is not; null when there
 *     is none
 * @param content where its content is, all links followed; null when that is nowhere
 * @param masked a link to /dev/null, or an empty file
 * @param known names that it goes by, its own first
 * @param dropIns files that change it, in the order in which they are read
 */
public record Unit(
        UnitName name,
        Optional<UnitTree.Entry> entry,
        @Nullable String fragment,
        @Nullable String content,
        boolean masked,
        List<String> known,
        List<String> dropIns,
        UnitSettings settings) {}
