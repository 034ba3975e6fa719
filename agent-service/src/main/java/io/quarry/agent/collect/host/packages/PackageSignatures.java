package io.quarry.agent.collect.host.packages;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.model.CodeSignature;
import io.quarry.model.Hashes;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import io.quarry.model.SignatureStatus;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who vouches for a file on Linux: the package it belongs to, as long as it has the content that was recorded. */
public final class PackageSignatures {
    private static final int KEPT = 10_000;

    private final InstalledPackages packages;
    private final Map<PackagedFile.Algorithm, FileHashes> hashes;
    private final Map<String, List<PackagedFile>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<PackagedFile>> eldest) {
            return size() > KEPT;
        }
    };

    /**
     * What came of a file.
     *
     * @param problem why the status is UNKNOWN; null when it is known
     */
    public record Judgement(
            CodeSignature signature, @Nullable Problem problem) {}

    /** @param sink asked while a file is read whether to go on */
    public PackageSignatures(InstalledPackages packages, FindingSink<?> sink) {
        this.packages = packages;
        this.hashes = Map.of(
                PackagedFile.Algorithm.MD5, new FileHashes(true, false, false, sink),
                PackagedFile.Algorithm.SHA1, new FileHashes(false, true, false, sink),
                PackagedFile.Algorithm.SHA256, new FileHashes(false, false, true, sink));
    }

    /**
     * Looks a file up and compares it. A file that is replaced by one that no package brought is PACKAGED_CHANGED.
     *
     * @param path what it is called, see {@link InstalledPackages#owners}
     * @param content where it can be read, in case the name leads to another file by now; only opened when a digest is
     *     recorded
     */
    public Judgement of(String path, Path content) throws StoppedException {
        try {
            List<PackagedFile> owners = known.get(path);
            if (owners == null) {
                owners = packages.owners(path);
                known.put(path, owners);
            }
            if (owners.isEmpty()) {
                return packages.complete()
                        ? new Judgement(signature(SignatureStatus.NOT_PACKAGED, null), null)
                        : unknown(path, null, ProblemReason.NOT_AVAILABLE, "the package databases are not all known");
            }
            return compare(path, content, owners);
        } catch (IOException e) {
            return unknown(path, null, ProblemReason.IO_ERROR, "package database: " + e);
        }
    }

    private Judgement compare(String path, Path content, List<PackagedFile> owners) throws StoppedException {
        String changed = null;
        for (PackagedFile owner : owners) {
            PackagedFile.Digest digest = owner.digest();
            if (digest == null) {
                continue;
            }
            try {
                String actual = digest(content, digest.algorithm());
                if (actual == null) {
                    return unknown(
                            path, owner.owner(), ProblemReason.SKIPPED, "not a regular file, or written to meanwhile");
                }
                if (actual.equals(digest.value())) {
                    return new Judgement(signature(SignatureStatus.PACKAGED, owner.owner()), null);
                }
                changed = owner.owner();
            } catch (IOException e) {
                return unknown(path, owner.owner(), reason(e), e.toString());
            }
        }
        return changed != null
                ? new Judgement(signature(SignatureStatus.PACKAGED_CHANGED, changed), null)
                : unknown(path, owners.get(0).owner(), ProblemReason.NOT_AVAILABLE, "the package records no digest");
    }

    private @Nullable String digest(Path content, PackagedFile.Algorithm algorithm)
            throws IOException, StoppedException {
        FileHashes.Result result = Objects.requireNonNull(hashes.get(algorithm)).of(content);
        Hashes of = result.hashes();
        if (of == null || result.changed()) {
            return null;
        }
        return switch (algorithm) {
            case MD5 -> of.getMd5();
            case SHA1 -> of.getSha1();
            case SHA256 -> of.getSha256();
        };
    }

    private static ProblemReason reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return ProblemReason.VANISHED;
        }
        return e instanceof AccessDeniedException ? ProblemReason.DENIED : ProblemReason.IO_ERROR;
    }

    private static Judgement unknown(String path, @Nullable String owner, ProblemReason reason, String detail) {
        return new Judgement(
                signature(SignatureStatus.UNKNOWN, owner), new Problem("signature of " + path, reason, detail));
    }

    private static CodeSignature signature(SignatureStatus status, @Nullable String owner) {
        CodeSignature signature = new CodeSignature();
        signature.setStatus(status);
        signature.setPackage$(owner);
        return signature;
    }
}
