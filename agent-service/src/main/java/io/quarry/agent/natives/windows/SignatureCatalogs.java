package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** The machine's catalogues of signed files. */
final class SignatureCatalogs implements AutoCloseable {
    private static final int LONGEST_HASH = 64;

    private final OpenHandle admin;
    private final boolean sha256;

    /** A catalogue that names a file. */
    record Entry(String file, byte[] hash, Pointer admin) {}

    private SignatureCatalogs(OpenHandle admin, boolean sha256) {
        this.admin = admin;
        this.sha256 = sha256;
    }

    /** @param sha256 by this digest, else by SHA-1. @throws LinkageError where Windows is too old for the former */
    static SignatureCatalogs open(boolean sha256) throws WindowsCallException {
        PointerByReference admin = new PointerByReference();
        boolean open = sha256
                ? TrustCalls.Newer.CryptCATAdminAcquireContext2(admin, null, new WString("SHA256"), null, 0)
                : TrustCalls.CryptCATAdminAcquireContext(admin, null, 0);
        return new SignatureCatalogs(
                OpenHandle.of(
                        "CryptCATAdminAcquireContext",
                        open ? admin.getValue() : null,
                        context -> TrustCalls.CryptCATAdminReleaseContext(context, 0)),
                sha256);
    }

    @Nullable
    Entry find(Pointer file) throws WindowsCallException {
        IntByReference size = new IntByReference(LONGEST_HASH);
        StructLayout layout = TrustStructures.catalogFile();
        try (Memory hash = new Memory(LONGEST_HASH);
                Memory information = new Memory(layout.size())) {
            boolean hashed = sha256
                    ? TrustCalls.Newer.CryptCATAdminCalcHashFromFileHandle2(admin.pointer(), file, size, hash, 0)
                    : TrustCalls.CryptCATAdminCalcHashFromFileHandle(file, size, hash, 0);
            if (!hashed) {
                throw Kernel32Calls.lastError("CryptCATAdminCalcHashFromFileHandle");
            }
            Pointer found =
                    TrustCalls.CryptCATAdminEnumCatalogFromHash(admin.pointer(), hash, size.getValue(), 0, null);
            if (found == null) {
                return null;
            }
            information.clear();
            information.setInt(0, layout.size());
            boolean named = TrustCalls.CryptCATCatalogInfoFromContext(found, information, 0);
            TrustCalls.CryptCATAdminReleaseCatalogContext(admin.pointer(), found, 0);
            return named
                    ? new Entry(
                            information.getWideString(layout.at("wszCatalogFile")),
                            hash.getByteArray(0, size.getValue()),
                            admin.pointer())
                    : null;
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
