package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.StoppedException;

/** A key as the search sees it, in a hive file or live. What cannot be read it reports itself, and gives the rest. */
interface RegistryNode {

    String name();

    /** Visits the subkeys of a name in any case, opened by it, without reading the others where that is possible. */
    void child(String name, Visitor visitor) throws StoppedException;

    /** Visits all subkeys. */
    void children(Visitor visitor) throws StoppedException;

    /** Takes keys. */
    interface Visitor {
        void visit(RegistryNode key) throws StoppedException;
    }
}
