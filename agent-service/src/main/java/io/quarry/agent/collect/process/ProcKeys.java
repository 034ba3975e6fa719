package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.ArrayList;
import java.util.List;

/** Lines of {@code /proc/keys}, see proc_keys(5): {@code 009a2028 I--Q--- 1 perm 3f010000 1000 1000 user krb_ccache: 12}. */
final class ProcKeys {
    private static final int SHIFT_OF_USER = 16;
    private static final List<String> RIGHTS = List.of("VIEW", "READ", "WRITE", "SEARCH", "LINK", "SETATTR");

    private ProcKeys() {}

    /**
     * One key.
     *
     * @param id serial number
     * @param permissions a byte each for possessor, user, group and others, see keyctl_setperm(3)
     * @param uid owner
     * @param type keyring, user, logon, ...
     * @param description name and what the type has to say of it
     */
    record Key(long id, long permissions, long uid, String type, String description) {
        /** What its owner may do. */
        List<String> rights() {
            List<String> rights = new ArrayList<>();
            for (int i = 0; i < RIGHTS.size(); i++) {
                if ((permissions >>> SHIFT_OF_USER & 1L << i) != 0) {
                    rights.add(RIGHTS.get(i));
                }
            }
            return rights;
        }

        /** Made by the kernel for itself, not for any process. */
        boolean ofKernel() {
            return description.startsWith(".");
        }
    }

    /** @param in at the start of a line; moved behind its end */
    static Key line(byte[] bytes, ByteCursor in) throws MalformedTextException {
        try {
            long id = in.hexadecimal();
            in.skipField(); // flags
            in.skipField(); // usage
            in.skipField(); // time left
            in.skipBlanks();
            long permissions = in.hexadecimal();
            long uid = in.decimal();
            in.decimal(); // group, -1 for none
            in.skipBlanks();
            int start = in.position();
            in.skipField();
            String type = KernelText.decode(bytes, start, in.position());
            in.skipBlanks();
            int text = in.position();
            in.skipTo('\n');
            return new Key(id, permissions, uid, type, KernelText.decode(bytes, text, in.position()));
        } finally {
            in.nextLine();
        }
    }
}
