package io.quarry.agent.collect.dns;

/** Takes records, and holds a parser to what it promises of them. */
final class Nowhere implements CachedRecord.Taker {
    @Override
    public void take(CachedRecord cached) {
        if (cached.ttl() != null && cached.ttl() < 0 || cached.type().isEmpty()) {
            throw new IllegalStateException("no such record: " + cached);
        }
    }
}
