package io.quarry.docs;

import static io.quarry.docs.Markdown.code;
import static io.quarry.docs.Markdown.text;

import io.quarry.schemas.DeadLetter;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.Topics;
import io.quarry.schemas.Topics.Topic;
import io.quarry.schemas.WireFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;

/** {@code docs/topics.md}: every topic, what its records are, how long they stay. */
final class TopicsPage {
    private static final Pattern KEY = Pattern.compile("Key: ([^.;]+)");

    private TopicsPage() {}

    static String of(JobCatalogue catalogue) {
        List<Topic> topics = Topics.all(catalogue);
        Markdown page = new Markdown()
                .heading(1, "The topics")
                .paragraph("Generated from the schemas and from `Topics.java`; edit those, not this page.")
                .table(
                        List.of("topic", "key", "value", "kept", "partitions"),
                        topics.stream().map(TopicsPage::row).toList());
        wireFormat(page);
        headers(page);
        deadLetters(page);
        page.heading(2, "Values");
        Map<String, Schema> nested = new LinkedHashMap<>();
        for (Topic topic : topics) {
            if (!topic.name().startsWith(Topics.FINDINGS_PREFIX)) {
                page.heading(3, code(topic.name()) + ": " + topic.schema().getName());
                page.paragraph(text(topic.schema().getDoc()));
                FieldTables.fields(page, topic.schema());
                TypeNames.nested(topic.schema()).forEach(t -> nested.put(t.getFullName(), t));
            }
        }
        page.paragraph("The values of `findings.*` are in [jobs.md](jobs.md).");
        page.heading(2, "Types inside them");
        FieldTables.nested(page, 3, nested.values());
        return page.toString();
    }

    private static List<String> row(Topic topic) {
        boolean findings = topic.name().startsWith(Topics.FINDINGS_PREFIX);
        Matcher key = KEY.matcher(topic.schema().getDoc());
        if (!findings && !key.find()) {
            throw new IllegalStateException("the doc of " + topic.schema().getName() + " does not name its key");
        }
        return List.of(
                code(topic.name()),
                findings ? "asset id" : key.group(1),
                code(topic.schema().getName()),
                topic.compacted()
                        ? "last value of each key (compacted)"
                        : topic.retention().toDays() + " days",
                partitions(topic));
    }

    private static String partitions(Topic topic) {
        return switch (topic.spread()) {
            case COMMANDS -> "chosen once: 64 by default, 1,024 for large fleets";
            case SHARED -> "as many as services will ever share the work";
            case SINGLE -> "1";
        };
    }

    private static void wireFormat(Markdown page) {
        page.heading(2, "Wire format")
                .paragraph(
                        "Keys are UTF-8 text, placed by Kafka's default partitioner (murmur2), but for `hunt.runs`, which is"
                                + " placed by its hunt id. A value is " + WireFormat.HEADER
                                + " bytes of header (a zero, then the"
                                + " schema's id in the registry, big endian) followed by Avro binary: the format of Confluent's and"
                                + " Apicurio's serializers. The subject of a topic is `<topic>-value`, its compatibility FULL. A record"
                                + " may have up to " + Topics.MAX_RECORD_BYTES / (1024 * 1024)
                                + " MiB (`max.message.bytes`), so that what is too large for Quarry can still be set aside and looked"
                                + " at.")
                .paragraph(
                        "`hunt.commands`, `hunts`, `hunt.runs`, `hunt.decisions` and `audit` are written in transactions:"
                                + " read them with `isolation.level=read_committed`.");
    }

    private static void headers(Markdown page) {
        page.heading(2, "Headers")
                .table(
                        List.of("header", "on", "content"),
                        List.of(
                                List.of(
                                        code(RecordSignature.SIGNATURE_HEADER),
                                        "`hunt.commands`, `assets`, `task.events`",
                                        "Ed25519 signature, 64 bytes, over topic name, zero byte, key, zero byte, value (the"
                                                + " header of the value included)"),
                                List.of(
                                        code(RecordSignature.KEY_ID_HEADER),
                                        "the same",
                                        "text: the first 16 bytes of SHA-256 over the signer's raw public key, hexadecimal; for an"
                                                + " asset that is its id")));
    }

    private static void deadLetters(Markdown page) {
        page.heading(2, "Dead letters")
                .paragraph("A record that can't be read or is not to be believed goes to `<topic>" + Topics.DLQ_SUFFIX
                        + "`, kept " + Topics.DLQ_RETENTION.toDays()
                        + " days, with key and value as they came and these headers, all text:")
                .table(
                        List.of("header", "content"),
                        List.of(
                                List.of(
                                        code(DeadLetter.REASON),
                                        "code in upper case, such as `NOT_AVRO`, `UNKNOWN_SCHEMA`,"
                                                + " `WRONG_SCHEMA`, `TRUNCATED_OR_CORRUPT`, `TRAILING_BYTES`, `BAD_SIGNATURE`"),
                                List.of(code(DeadLetter.DETAIL), "the same for people"),
                                List.of(code(DeadLetter.TOPIC), "where it was read"),
                                List.of(code(DeadLetter.PARTITION), "its partition there"),
                                List.of(code(DeadLetter.OFFSET), "its offset there")));
    }
}
