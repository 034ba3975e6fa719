package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Names of accounts by their identifiers, each asked for once. For one thread. */
public final class AccountLookup {
    private static final int CHARACTERS = 256 + 1; // UNLEN, and longer than any domain
    private static final int KEPT = 10_000;
    private final Map<String, Optional<Name>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<Name>> eldest) {
            return size() > KEPT;
        }
    };

    /** @param domain empty for some of the well-known ones */
    public record Name(String domain, String account) {
        @Override
        public String toString() {
            return domain.isEmpty() ? account : domain + '\\' + account;
        }
    }

    /**
     * The account's name. Identifiers of a domain may take a question to its controller, as for all programs.
     *
     * @param sid binary form, [MS-DTYP] 2.4.2.2
     * @param text the same as text, under which the answer is kept
     * @return empty when nobody knows it
     */
    public Optional<Name> find(byte[] sid, String text) {
        return known.computeIfAbsent(text, absent -> ask(sid));
    }

    private static Optional<Name> ask(byte[] sid) {
        IntByReference nameLength = new IntByReference(CHARACTERS);
        IntByReference domainLength = new IntByReference(CHARACTERS);
        try (Memory bytes = new Memory(sid.length);
                Memory name = new Memory(CHARACTERS * 2L);
                Memory domain = new Memory(CHARACTERS * 2L)) {
            bytes.write(0, sid, 0, sid.length);
            boolean found = AdvapiCalls.LookupAccountSidW(
                    null, bytes, name, nameLength, domain, domainLength, new IntByReference());
            return found ? Optional.of(new Name(domain.getWideString(0), name.getWideString(0))) : Optional.empty();
        }
    }
}
