package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.host.windows.SddlRights;
import io.quarry.agent.collect.host.windows.SecurityText;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What lies in cells of their own beside a key: its security descriptor, that many keys share, and its class name. */
final class KeyDetails {
    private static final int KEPT = 1_024;
    private static final int SECURITY_SIGNATURE = 0x6b73; // sk
    private static final int DESCRIPTOR = 20;
    private static final int LARGEST_DESCRIPTOR = 1 << 16;

    private final HiveCells cells;
    private final HiveProblems problems;
    private final Map<Integer, Security> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Security> eldest) {
            return size() > KEPT;
        }
    };

    private record Security(@Nullable String text, @Nullable Problem problem) {}

    KeyDetails(HiveCells cells, HiveProblems problems) {
        this.cells = cells;
        this.problems = problems;
    }

    /** SDDL; null with a problem of the row, and one of the hive for each descriptor. */
    @Nullable
    String security(NamedKey key, List<Problem> ofRow) {
        Security security = known.computeIfAbsent(key.security(), this::readSecurity);
        if (security.problem != null) {
            ofRow.add(security.problem);
        }
        return security.text;
    }

    /** SDDL of a deleted key: null where the descriptor is gone as well. */
    @Nullable
    String formerSecurity(NamedKey key) {
        try {
            return SecurityText.of(descriptor(key.security()), SddlRights.KEY);
        } catch (HiveException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The descriptor's own bytes. */
    byte[] descriptor(int offset) throws HiveException {
        HiveCells.Cell cell = cells.at(offset);
        if (cell.u16(0) != SECURITY_SIGNATURE) {
            throw HiveException.malformed("a security descriptor (sk) expected", cell.position());
        }
        long size = cell.u32(16);
        if (size > LARGEST_DESCRIPTOR) {
            throw HiveException.malformed("a security descriptor of " + size + " bytes", cell.position());
        }
        return cell.bytes(DESCRIPTOR, (int) size);
    }

    private Security readSecurity(int offset) {
        if (offset == HiveCells.NONE) {
            return new Security(null, null); // hives that programs write have none
        }
        try {
            return new Security(SecurityText.of(descriptor(offset), SddlRights.KEY), null);
        } catch (HiveException e) {
            problems.damage(e);
            return new Security(null, new Problem("security", e.reason(), e.getMessage()));
        } catch (IllegalArgumentException e) {
            String detail = "a security descriptor that is none: " + e.getMessage() + ", in the cell at byte "
                    + HiveCells.position(offset);
            problems.add(ProblemReason.MALFORMED, detail);
            return new Security(null, new Problem("security", ProblemReason.MALFORMED, detail));
        }
    }

    /** Null when the key has none, or with a problem. */
    @Nullable
    String className(NamedKey key, List<Problem> ofRow) {
        if (key.classLength() == 0 || key.className() == HiveCells.NONE) {
            return null;
        }
        try {
            byte[] bytes = cells.at(key.className()).bytes(0, key.classLength());
            return HiveText.utf16(bytes, 0, bytes.length);
        } catch (HiveException e) {
            problems.damage(e);
            ofRow.add(new Problem("class_name", e.reason(), e.getMessage()));
            return null;
        }
    }
}
