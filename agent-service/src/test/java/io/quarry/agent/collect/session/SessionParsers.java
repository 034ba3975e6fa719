package io.quarry.agent.collect.session;

import io.quarry.agent.collect.Captured;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Everything that reads bytes of others in this package, for the fuzz targets. */
public final class SessionParsers {
    private SessionParsers() {}

    public static void utmp(byte[] data) {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            Utmp utmp = Utmp.of(data, order);
            int count = 0;
            for (Optional<Utmp.Entry> entry = utmp.next(); entry.isPresent(); entry = utmp.next()) {
                if (entry.get().address() != null) {
                    TcpPeers.text(entry.get().address());
                }
                count++;
            }
            if (count > data.length / 384 || utmp.rest() < 0) {
                throw new AssertionError(count + " records in " + data.length + " bytes");
            }
        }
    }

    public static void text(byte[] data) {
        LogindSession.of("1", StateFile.parse(data));
        SshTitle.parse(KernelText.decode(data, 0, data.length));
        ProcessFacts.audit(data);
        ProcessFacts.scope(data);
        TcpPeers.find(data, List.of(1L), ByteOrder.LITTLE_ENDIAN, new HashMap<>());
        try {
            ProcessFacts.parse(1, data);
            ProcessFacts.parse(1, Captured.bytes("1 (a) " + KernelText.decode(data, 0, data.length)));
        } catch (MalformedTextException e) {
            // the one it may throw
        }
    }
}
