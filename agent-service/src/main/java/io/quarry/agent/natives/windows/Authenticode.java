package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Whether a file's signature holds: its own, or that of a catalogue that names the file. */
public final class Authenticode {
    public static final int NO_SIGNATURE = 0x800B0100;
    public static final int SUBJECT_FORM_UNKNOWN = 0x800B0003;
    private static final int REVOCATION_OFFLINE = 0x80092013;
    private static final int REVOCATION_FAILURE = 0x800B010E;

    private static final byte[] GENERIC_VERIFY_V2 = // {00AAC56B-CD44-11D0-8CC2-00C04FC295EE}
            HexFormat.of().parseHex("6bc5aa0044cdd0118cc200c04fc295ee");
    private static final int NO_UI = 2;
    private static final int REVOKE_NONE = 0;
    private static final int REVOKE_WHOLE_CHAIN = 1;
    private static final int CHOICE_FILE = 1;
    private static final int CHOICE_CATALOG = 2;
    private static final int VERIFY = 1;
    private static final int CLOSE = 2;
    private static final int CACHE_ONLY_URL_RETRIEVAL = 0x1000;
    private static final int EXCLUDE_ROOT = 0x80;
    private static final int WIDTH = Native.POINTER_SIZE;

    private Authenticode() {}

    /**
     * What came of a file.
     *
     * @param code 0 when the signature holds, else of winerror.h
     * @param certificate of the signer, DER; null without one
     * @param signedAt FILETIME that a counter-signature vouches for, 0 without one
     * @param catalog the file that holds the signature; null when that is the file itself
     * @param revocationUnknown whether certificates were revoked could not be told
     */
    public record Verdict(
            int code,
            byte @Nullable [] certificate,
            long signedAt,
            @Nullable String catalog,
            boolean revocationUnknown) {}

    /**
     * Verifies a file.
     *
     * @param path with its drive
     * @param network lists of revoked certificates may be fetched; else only what this machine has already, by a flag that keeps
     *     Windows from fetching anything
     * @throws WindowsCallException when the file can't be opened
     * @throws UnsatisfiedLinkError when this Windows can't verify at all
     */
    public static Verdict verify(String path, boolean network) throws WindowsCallException {
        try (FileHandle file = FileHandle.read(path)) {
            Verdict own = checked(path, file, network, null);
            if (own.code() != NO_SIGNATURE && own.code() != SUBJECT_FORM_UNKNOWN) {
                return own;
            }
            for (boolean sha256 : new boolean[] {true, false}) { // those of old Windows versions have SHA-1
                Verdict catalogued = catalogued(path, file, network, sha256);
                if (catalogued != null) {
                    return catalogued;
                }
            }
            return own;
        }
    }

    private static @Nullable Verdict catalogued(String path, FileHandle file, boolean network, boolean sha256)
            throws WindowsCallException {
        try (SignatureCatalogs catalogs = SignatureCatalogs.open(sha256)) {
            SignatureCatalogs.Entry entry = catalogs.find(file.pointer());
            return entry == null ? null : checked(path, file, network, entry);
        } catch (LinkageError e) {
            if (sha256) {
                return null; // before Windows 8 there were none
            }
            throw e;
        }
    }

    /** Without a list in the cache and with no network nobody knows of revocation: the rest is verified all the same. */
    private static Verdict checked(
            String path, FileHandle file, boolean network, SignatureCatalogs.@Nullable Entry entry) {
        Verdict verdict = once(path, file, network, REVOKE_WHOLE_CHAIN, entry);
        if (verdict.code() != REVOCATION_OFFLINE && verdict.code() != REVOCATION_FAILURE) {
            return verdict;
        }
        Verdict rest = once(path, file, network, REVOKE_NONE, entry);
        return new Verdict(rest.code(), rest.certificate(), rest.signedAt(), rest.catalog(), true);
    }

    private static Verdict once(
            String path, FileHandle file, boolean network, int revocation, SignatureCatalogs.@Nullable Entry entry) {
        StructLayout layout = TrustStructures.data(WIDTH);
        try (Memory data = zeros(layout.size());
                Memory action = bytes(GENERIC_VERIFY_V2);
                Memory name = text(path);
                Subject subject = entry == null ? Subject.file(name, file) : Subject.catalog(name, file, entry)) {
            data.setInt(layout.at("cbStruct"), layout.size());
            data.setInt(layout.at("dwUIChoice"), NO_UI);
            data.setInt(layout.at("fdwRevocationChecks"), revocation);
            data.setInt(layout.at("dwUnionChoice"), entry == null ? CHOICE_FILE : CHOICE_CATALOG);
            data.setPointer(layout.at("pFile"), subject.memory);
            data.setInt(layout.at("dwStateAction"), VERIFY);
            data.setInt(layout.at("dwProvFlags"), EXCLUDE_ROOT | (network ? 0 : CACHE_ONLY_URL_RETRIEVAL));
            Pointer nobody = new Pointer(-1); // INVALID_HANDLE_VALUE: nobody to show anything to
            int code = TrustCalls.WinVerifyTrust(nobody, action, data);
            try {
                return verdict(code, data.getPointer(layout.at("hWVTStateData")), entry);
            } finally {
                data.setInt(layout.at("dwStateAction"), CLOSE);
                TrustCalls.WinVerifyTrust(nobody, action, data);
            }
        }
    }

    private static Verdict verdict(int code, @Nullable Pointer state, SignatureCatalogs.@Nullable Entry entry) {
        String catalog = entry == null ? null : entry.file();
        Pointer data = state == null ? null : TrustCalls.WTHelperProvDataFromStateData(state);
        Pointer signer = data == null ? null : TrustCalls.WTHelperGetProvSignerFromChain(data, 0, false, 0);
        Pointer holder = signer == null ? null : TrustCalls.WTHelperGetProvCertFromChain(signer, 0);
        if (signer == null || holder == null) {
            return new Verdict(code, null, 0, catalog, false);
        }
        StructLayout layout = TrustStructures.signer(WIDTH);
        long signedAt = signer.getInt(layout.at("csCounterSigners")) == 0
                ? 0
                : signer.getInt(layout.at("sftVerifyAsOf")) & 0xffff_ffffL
                        | (long) signer.getInt(layout.at("sftVerifyAsOfHigh")) << Integer.SIZE;
        Pointer context =
                holder.getPointer(TrustStructures.providerCertificate(WIDTH).at("pCert"));
        StructLayout certificate = TrustStructures.certificate(WIDTH);
        byte[] encoded = context == null
                ? null
                : context.getPointer(certificate.at("pbCertEncoded"))
                        .getByteArray(0, context.getInt(certificate.at("cbCertEncoded")));
        return new Verdict(code, encoded, signedAt, catalog, false);
    }

    private static Memory zeros(long size) {
        Memory memory = new Memory(size);
        memory.clear();
        return memory;
    }

    private static Memory bytes(byte[] bytes) {
        Memory memory = new Memory(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }

    private static Memory text(String text) {
        return bytes((text + '\0').getBytes(StandardCharsets.UTF_16LE));
    }

    /** What WINTRUST_DATA points to, and all that this points to. */
    private static final class Subject implements AutoCloseable {
        private final Memory memory;
        private final Memory[] parts;

        private Subject(Memory memory, Memory... parts) {
            this.memory = memory;
            this.parts = parts;
        }

        static Subject file(Memory name, FileHandle file) {
            StructLayout layout = TrustStructures.file(WIDTH);
            Memory memory = zeros(layout.size());
            memory.setInt(layout.at("cbStruct"), layout.size());
            memory.setPointer(layout.at("pcwszFilePath"), name);
            memory.setPointer(layout.at("hFile"), file.pointer());
            return new Subject(memory);
        }

        static Subject catalog(Memory name, FileHandle file, SignatureCatalogs.Entry entry) {
            StructLayout layout = TrustStructures.catalog(WIDTH);
            Memory memory = zeros(layout.size());
            Memory catalog = text(entry.file());
            Memory tag = text(HexFormat.of().withUpperCase().formatHex(entry.hash()));
            Memory hash = bytes(entry.hash());
            memory.setInt(layout.at("cbStruct"), layout.size());
            memory.setPointer(layout.at("pcwszCatalogFilePath"), catalog);
            memory.setPointer(layout.at("pcwszMemberTag"), tag);
            memory.setPointer(layout.at("pcwszMemberFilePath"), name);
            memory.setPointer(layout.at("hMemberFile"), file.pointer());
            memory.setPointer(layout.at("pbCalculatedFileHash"), hash);
            memory.setInt(layout.at("cbCalculatedFileHash"), entry.hash().length);
            memory.setPointer(layout.at("hCatAdmin"), entry.admin());
            return new Subject(memory, catalog, tag, hash);
        }

        @Override
        public void close() {
            memory.close();
            for (Memory part : parts) {
                part.close();
            }
        }
    }
}
