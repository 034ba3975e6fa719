package io.quarry.agent.collect.host.windows;

import io.quarry.agent.natives.windows.Authenticode;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.model.CodeSignature;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import io.quarry.model.SignatureStatus;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signatures of files, each verified once a task. For one thread. */
public final class CodeSignatures {
    private static final int KEPT = 10_000;

    private final boolean network;
    private final Map<String, Judgement> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Judgement> eldest) {
            return size() > KEPT;
        }
    };

    /**
     * What came of a file.
     *
     * @param problem why something of it is not known; null when all is
     */
    public record Judgement(
            CodeSignature signature, @Nullable Problem problem) {}

    /** @param network lists of revoked certificates may be fetched */
    public CodeSignatures(boolean network) {
        this.network = network;
    }

    /**
     * @param path with its drive
     * @param item what a problem is about
     */
    public Judgement of(String path, String item) {
        return known.computeIfAbsent(path, file -> judge(file, item));
    }

    private Judgement judge(String path, String item) {
        try {
            Authenticode.Verdict verdict = Authenticode.verify(path, network);
            CodeSignature signature = new CodeSignature();
            signature.setStatus(status(verdict.code()));
            signature.setCatalog(verdict.catalog());
            FileTime.instant(verdict.signedAt()).ifPresent(signature::setTimestamp);
            if (verdict.certificate() != null) {
                certificate(signature, verdict.certificate());
            }
            return new Judgement(signature, problem(verdict, item));
        } catch (WindowsCallException e) {
            return new Judgement(unknown(), WindowsProblems.of(item, e));
        } catch (LinkageError e) {
            return new Judgement(unknown(), WindowsProblems.missing(item, e));
        } catch (CertificateException e) {
            return new Judgement(unknown(), new Problem(item, ProblemReason.MALFORMED, e.getMessage()));
        }
    }

    private static CodeSignature unknown() {
        CodeSignature signature = new CodeSignature();
        signature.setStatus(SignatureStatus.UNKNOWN);
        return signature;
    }

    private static @Nullable Problem problem(Authenticode.Verdict verdict, String item) {
        if (verdict.revocationUnknown()) {
            return new Problem(
                    item,
                    ProblemReason.NOT_AVAILABLE,
                    "whether its certificates were revoked is not known: this machine holds no list of that");
        }
        return status(verdict.code()) == SignatureStatus.UNKNOWN
                ? new Problem(item, ProblemReason.OTHER, String.format("WinVerifyTrust: 0x%08x", verdict.code()))
                : null;
    }

    /** Errors of winerror.h, as WinVerifyTrust gives them. */
    static SignatureStatus status(int code) {
        return switch (code) {
            case 0 -> SignatureStatus.VALID;
            case Authenticode.NO_SIGNATURE, Authenticode.SUBJECT_FORM_UNKNOWN -> SignatureStatus.UNSIGNED;
            case 0x80096010, // TRUST_E_BAD_DIGEST
                    0x80096019, // TRUST_E_BASIC_CONSTRAINTS
                    0x80090006, // NTE_BAD_SIGNATURE
                    0x80096004, // TRUST_E_CERT_SIGNATURE
                    0x80096005 -> SignatureStatus.INVALID; // TRUST_E_TIME_STAMP
            case 0x800B010C, 0x80092010 -> SignatureStatus.REVOKED; // CERT_E_REVOKED, CRYPT_E_REVOKED
            case 0x800B0109, // CERT_E_UNTRUSTEDROOT
                    0x800B010A, // CERT_E_CHAINING
                    0x800B0101, // CERT_E_EXPIRED
                    0x800B0110, // CERT_E_WRONG_USAGE
                    0x800B0111, // TRUST_E_EXPLICIT_DISTRUST
                    0x800B0004 -> SignatureStatus.UNTRUSTED; // TRUST_E_SUBJECT_NOT_TRUSTED
            default -> SignatureStatus.UNKNOWN;
        };
    }

    private static void certificate(CodeSignature signature, byte[] encoded) throws CertificateException {
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        signature.setSigner(certificate.getSubjectX500Principal().getName());
        signature.setIssuer(certificate.getIssuerX500Principal().getName());
        signature.setSerial(certificate.getSerialNumber().toString(16));
        try {
            signature.setThumbprint(
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(encoded)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
