package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import java.io.IOException;

/** Where the neighbours of a host are read, and what it knows of itself. */
interface CacheSource {

    /** Takes the entries. */
    interface Taker {
        void entry(CacheEntry entry) throws StoppedException;
    }

    /** Interfaces, the host's addresses on them, and the gateways. */
    Surroundings surroundings() throws IOException, MalformedTextException, StoppedException;

    /** Goes through the neighbours, IPv4 first; may be called again. */
    void each(Taker taker) throws IOException, MalformedTextException, StoppedException;

    /** Tells networks apart whose gateways have the same address. */
    String network();
}
