package io.quarry.schemas;

/** Headers of a record in a dead-letter topic; key and value are the bytes as they came. */
public final class DeadLetter {
    public static final String REASON = "quarry-dlq-reason";
    public static final String DETAIL = "quarry-dlq-detail";
    public static final String TOPIC = "quarry-dlq-topic";
    public static final String PARTITION = "quarry-dlq-partition";
    public static final String OFFSET = "quarry-dlq-offset";

    private DeadLetter() {}
}
