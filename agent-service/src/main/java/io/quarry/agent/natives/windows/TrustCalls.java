package io.quarry.agent.natives.windows;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** Calls of wintrust.dll. */
final class TrustCalls {
    static {
        Dll.bind(TrustCalls.class, "wintrust");
    }

    private TrustCalls() {}

    static native int WinVerifyTrust(Pointer window, Pointer action, Pointer data);

    static native @Nullable Pointer WTHelperProvDataFromStateData(Pointer state);

    static native @Nullable Pointer WTHelperGetProvSignerFromChain(
            Pointer data, int signer, boolean counterSigner, int counterSignerIndex);

    static native @Nullable Pointer WTHelperGetProvCertFromChain(Pointer signer, int index);

    static native boolean CryptCATAdminAcquireContext(PointerByReference admin, @Nullable Pointer subsystem, int flags);

    static native boolean CryptCATAdminCalcHashFromFileHandle(
            Pointer file, IntByReference size, @Nullable Pointer hash, int flags);

    static native @Nullable Pointer CryptCATAdminEnumCatalogFromHash(
            Pointer admin, Pointer hash, int size, int flags, @Nullable Pointer previous);

    static native boolean CryptCATCatalogInfoFromContext(Pointer catalog, Pointer information, int flags);

    static native boolean CryptCATAdminReleaseCatalogContext(Pointer admin, Pointer catalog, int flags);

    static native boolean CryptCATAdminReleaseContext(Pointer admin, int flags);

    /** Calls since Windows 8, for catalogues with SHA-256: bound apart, since older ones lack them. */
    static final class Newer {
        static {
            Dll.bind(Newer.class, "wintrust");
        }

        private Newer() {}

        static native boolean CryptCATAdminAcquireContext2(
                PointerByReference admin,
                @Nullable Pointer subsystem,
                WString algorithm,
                @Nullable Pointer policy,
                int flags);

        static native boolean CryptCATAdminCalcHashFromFileHandle2(
                Pointer admin, Pointer file, IntByReference size, @Nullable Pointer hash, int flags);
    }
}
