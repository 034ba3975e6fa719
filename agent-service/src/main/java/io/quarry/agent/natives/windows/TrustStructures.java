package io.quarry.agent.natives.windows;

/** Structures of wintrust.h and mscat.h. */
final class TrustStructures {
    private TrustStructures() {}

    /** WINTRUST_FILE_INFO. */
    static StructLayout file(int width) {
        return StructLayout.of(width)
                .dword("cbStruct")
                .pointer("pcwszFilePath", "hFile", "pgKnownSubject")
                .build();
    }

    /** WINTRUST_CATALOG_INFO. */
    static StructLayout catalog(int width) {
        return StructLayout.of(width)
                .dword("cbStruct", "dwCatalogVersion")
                .pointer("pcwszCatalogFilePath", "pcwszMemberTag", "pcwszMemberFilePath", "hMemberFile")
                .pointer("pbCalculatedFileHash")
                .dword("cbCalculatedFileHash")
                .pointer("pcCatalogContext", "hCatAdmin")
                .build();
    }

    /** WINTRUST_DATA. */
    static StructLayout data(int width) {
        return StructLayout.of(width)
                .dword("cbStruct")
                .pointer("pPolicyCallbackData", "pSIPClientData")
                .dword("dwUIChoice", "fdwRevocationChecks", "dwUnionChoice")
                .pointer("pFile")
                .dword("dwStateAction")
                .pointer("hWVTStateData", "pwszURLReference")
                .dword("dwProvFlags", "dwUIContext")
                .pointer("pSignatureSettings")
                .build();
    }

    /** CRYPT_PROVIDER_SGNR; FILETIME is two DWORDs. */
    static StructLayout signer(int width) {
        return StructLayout.of(width)
                .dword("cbStruct", "sftVerifyAsOf", "sftVerifyAsOfHigh", "csCertChain")
                .pointer("pasCertChain")
                .dword("dwSignerType")
                .pointer("psSigner")
                .dword("dwError", "csCounterSigners")
                .pointer("pasCounterSigners", "pChainContext")
                .build();
    }

    /** The beginning of CRYPT_PROVIDER_CERT. */
    static StructLayout providerCertificate(int width) {
        return StructLayout.of(width).dword("cbStruct").pointer("pCert").build();
    }

    /** CERT_CONTEXT. */
    static StructLayout certificate(int width) {
        return StructLayout.of(width)
                .dword("dwCertEncodingType")
                .pointer("pbCertEncoded")
                .dword("cbCertEncoded")
                .pointer("pCertInfo", "hCertStore")
                .build();
    }

    /** CATALOG_INFO. */
    static StructLayout catalogFile() {
        return StructLayout.of(Long.BYTES)
                .dword("cbStruct")
                .bytes("wszCatalogFile", 520)
                .build();
    }
}
