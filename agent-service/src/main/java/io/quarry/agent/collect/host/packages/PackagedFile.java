package io.quarry.agent.collect.host.packages;

import org.jspecify.annotations.Nullable;

/**
 * A file as a package brought it.
 *
 * @param owner name and version of the package, with a blank between them
 * @param digest null where the package has recorded none: links, files that it makes while it is installed
 */
public record PackagedFile(String owner, @Nullable Digest digest) {

    /**
     * What the content was.
     *
     * @param algorithm MD5, SHA-1 or SHA-256
     * @param value lower-case hexadecimal
     */
    public record Digest(Algorithm algorithm, String value) {}

    /** The digests that package databases record. */
    public enum Algorithm {
        MD5,
        SHA1,
        SHA256
    }
}
