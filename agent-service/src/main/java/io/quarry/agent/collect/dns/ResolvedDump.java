package io.quarry.agent.collect.dns;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.quarry.agent.collect.StoppedException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code io.systemd.Resolve.Monitor.DumpCache}, as systemd-resolved 254 and later send it: for each scope the
 * records of its cache, each with its bytes from the wire. Read as it comes, so that its length does not matter.
 */
final class ResolvedDump {
    private static final int LONGEST_TEXT = 1 << 18;
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // names of a hostile answer are not to be remembered
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_TEXT)
                    .maxNestingDepth(32)
                    .build())
            .build();

    private final JsonParser json;
    private final long now;
    private final CachedRecord.Taker taker;
    private @Nullable String error;
    private boolean dumped;
    private @Nullable String link;
    private @Nullable String protocol;

    private ResolvedDump(JsonParser json, long now, CachedRecord.Taker taker) {
        this.json = json;
        this.now = now;
        this.taker = taker;
    }

    /** What an entry of the cache says, piece by piece. */
    private static final class Entry {
        private String name = "";
        private int type;
        private int recordClass = 1;
        private @Nullable String status;
        private @Nullable Long until;
        private final List<byte[]> raw = new ArrayList<>(1);
        private boolean listed;

        /** An empty list of records stands for NODATA; for NXDOMAIN there is a name and no list. */
        @Nullable
        String negative() {
            return status == null && listed ? "NODATA" : status;
        }
    }

    /**
     * Hands over the records.
     *
     * @param now microseconds of the boot clock, which the answer counts on
     * @return name of the error that came instead; null when all was well
     */
    static @Nullable String read(InputStream answer, long now, CachedRecord.Taker taker)
            throws IOException, DnsFormatException, StoppedException {
        try (JsonParser json = JSON.createParser(answer)) {
            ResolvedDump dump = new ResolvedDump(json, now, taker);
            dump.message();
            if (dump.error == null && !dump.dumped) {
                throw new DnsFormatException("an answer without a dump");
            }
            return dump.error;
        } catch (JsonProcessingException e) {
            throw new DnsFormatException("no JSON as expected: " + e.getOriginalMessage());
        } catch (CharConversionException e) {
            throw new DnsFormatException("no text as expected: " + e.getMessage());
        }
    }

    private interface Field {
        void read(String name) throws IOException, DnsFormatException, StoppedException;
    }

    /** Reads an object; what a field does not read of its value is left out. */
    private void object(Field field) throws IOException, DnsFormatException, StoppedException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new DnsFormatException(
                    "an object expected", json.currentLocation().getByteOffset());
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            field.read(name);
            json.skipChildren();
        }
    }

    private interface Element {
        void read() throws IOException, DnsFormatException, StoppedException;
    }

    private void array(Element element) throws IOException, DnsFormatException, StoppedException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new DnsFormatException(
                    "an array expected", json.currentLocation().getByteOffset());
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null) {
                throw new DnsFormatException(
                        "the answer ends early", json.currentLocation().getByteOffset());
            }
            element.read();
            json.skipChildren();
        }
    }

    private void message() throws IOException, DnsFormatException, StoppedException {
        json.nextToken();
        object(name -> {
            if (name.equals("error")) {
                error = json.getText();
            } else if (name.equals("parameters") && json.currentToken() == JsonToken.START_OBJECT) {
                object(inner -> {
                    if (inner.equals("dump")) {
                        dumped = true;
                        array(this::scope);
                    }
                });
            }
        });
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new DnsFormatException(
                    "the answer ends early", json.currentLocation().getByteOffset());
        }
    }

    private void scope() throws IOException, DnsFormatException, StoppedException {
        link = null;
        protocol = null;
        object(name -> {
            switch (name) {
                case "protocol" -> protocol = json.getText();
                case "ifname" -> link = json.getText();
                case "cache" -> array(this::entry);
                default -> {} // of no record
            }
        });
    }

    private void entry() throws IOException, DnsFormatException, StoppedException {
        Entry entry = new Entry();
        object(name -> {
            switch (name) {
                case "key" -> object(part -> key(entry, part));
                case "rrs" -> records(entry);
                case "type" -> entry.status = json.getText();
                case "until" -> entry.until = json.getValueAsLong();
                default -> {} // of a later version
            }
        });
        hand(entry);
    }

    private void records(Entry entry) throws IOException, DnsFormatException, StoppedException {
        entry.listed = true;
        array(() -> object(part -> {
            if (part.equals("raw")) {
                entry.raw.add(bytes(json.getText()));
            }
        }));
    }

    private void key(Entry entry, String part) throws IOException {
        switch (part) {
            case "name" -> entry.name = json.getText();
            case "type" -> entry.type = json.getValueAsInt();
            case "class" -> entry.recordClass = json.getValueAsInt();
            default -> {} // of a later version
        }
    }

    private static byte[] bytes(String base64) throws DnsFormatException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new DnsFormatException("no Base64: " + e.getMessage());
        }
    }

    private void hand(Entry entry) throws StoppedException {
        String type = RecordTypes.name(entry.type);
        Long ttl = entry.until == null ? null : Long.valueOf(Math.max(0, entry.until - now) / 1_000_000);
        List<String> flags = new ArrayList<>(1);
        if (protocol != null && !protocol.equals("dns")) {
            flags.add(protocol.toUpperCase(Locale.ROOT));
        }
        if (entry.recordClass != 1) {
            flags.add("CLASS" + entry.recordClass);
        }
        String name = HostsFile.withoutDot(entry.name);
        if (entry.raw.isEmpty()) {
            taker.take(CachedRecord.negative(name, type, entry.negative(), ttl, flags)
                    .on(link));
        }
        for (byte[] raw : entry.raw) {
            taker.take(one(name, type, raw, ttl, flags));
        }
    }

    private CachedRecord one(String name, String type, byte[] raw, @Nullable Long ttl, List<String> flags) {
        try {
            WireRecord read = WireRecord.parse(raw);
            return CachedRecord.found(read.name(), RecordTypes.name(read.type()), read.data(), ttl, flags)
                    .on(link);
        } catch (DnsFormatException e) {
            return new CachedRecord(name, type, null, ttl, "SUCCESS", flags, link, null, e.getMessage());
        }
    }
}
