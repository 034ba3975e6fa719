package io.quarry.scheduler.plan;

import java.util.List;

/** All assets there are. Safe for use by many threads. */
public interface Fleet {
    /** A copy of now. */
    List<KnownAsset> assets();

    /** Those whose revision is above the given one. */
    List<KnownAsset> changedSince(long revision);

    /** Grows whenever an asset appears or changes in what targets look at. */
    long revision();
}
