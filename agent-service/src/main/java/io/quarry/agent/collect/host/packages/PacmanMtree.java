package io.quarry.agent.collect.host.packages;

import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.packages.PackagedFile.Algorithm;
import io.quarry.agent.collect.host.packages.PackagedFile.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One line of a package's {@code mtree}, see mtree(5): {@code ./path keyword=value ...}, where a path has {@code \ooo} for each
 * byte that is no printable letter. Comments, {@code /set} and {@code /unset} are about no file, and set no digest.
 */
final class PacmanMtree {
    /** The best first, by the names that libarchive gives them. */
    private static final List<Keyword> KEYWORDS = List.of(
            new Keyword(" sha256digest=", 64, Algorithm.SHA256),
            new Keyword(" sha1digest=", 40, Algorithm.SHA1),
            new Keyword(" md5digest=", 32, Algorithm.MD5));

    private record Keyword(String text, int digits, Algorithm algorithm) {}

    private PacmanMtree() {}

    /** The digest that a line records for a file; none when it is about another file, or records none. */
    static Optional<Digest> digest(String line, String path) {
        int end = line.indexOf(' ');
        if (end < 0
                || !line.startsWith("./")
                || !unescaped(line.substring(1, end)).equals(path)) {
            return Optional.empty();
        }
        for (Keyword keyword : KEYWORDS) {
            int at = line.indexOf(keyword.text, end);
            if (at >= 0) {
                String value = line.substring(at + keyword.text.length()).split(" ", 2)[0];
                if (value.length() == keyword.digits && value.matches("[0-9a-f]+")) {
                    return Optional.of(new Digest(keyword.algorithm, value));
                }
            }
        }
        return Optional.empty();
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        byte[] escaped = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length);
        for (int i = 0; i < escaped.length; i++) {
            if (escaped[i] == '\\'
                    && octal(escaped, i + 1, '3')
                    && octal(escaped, i + 2, '7')
                    && octal(escaped, i + 3, '7')) {
                bytes.write((escaped[i + 1] - '0') << 6 | (escaped[i + 2] - '0') << 3 | (escaped[i + 3] - '0'));
                i += 3;
            } else {
                bytes.write(escaped[i]);
            }
        }
        return KernelText.decode(bytes.toByteArray(), 0, bytes.size());
    }

    private static boolean octal(byte[] text, int at, char most) {
        return at < text.length && text[at] >= '0' && text[at] <= most;
    }
}
