package io.quarry.agent.collect.service;

import io.quarry.agent.natives.windows.RegistryHandle;
import io.quarry.agent.natives.windows.WinError;
import io.quarry.agent.natives.windows.WindowsCallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A service's key in the registry: what the manager does not tell. */
final class WindowsServiceKey implements AutoCloseable {
    static final String SERVICES = "SYSTEM\\CurrentControlSet\\Services";
    private static final int SZ = 1;
    private static final int EXPAND_SZ = 2;
    private static final int DWORD = 4;

    private final RegistryHandle key;

    private WindowsServiceKey(RegistryHandle key) {
        this.key = key;
    }

    /** The key that all services' keys lie in. */
    static RegistryHandle all() throws WindowsCallException {
        return RegistryHandle.open(null, RegistryHandle.MACHINE + '\\' + SERVICES, false, false);
    }

    static WindowsServiceKey open(RegistryHandle services, String name) throws WindowsCallException {
        return new WindowsServiceKey(RegistryHandle.open(services, name, false, false));
    }

    /** FILETIME of the last change. */
    long written() throws WindowsCallException {
        return key.facts().written();
    }

    /** Self-relative security descriptor. */
    byte[] security() throws WindowsCallException {
        return key.security();
    }

    /** A text of it; empty when there is none. */
    Optional<String> text(String value) throws WindowsCallException {
        return text(key, value);
    }

    Optional<Integer> number(String value) throws WindowsCallException {
        return key.value(value)
                .filter(found -> found.type() == DWORD && found.data().length == Integer.BYTES)
                .map(found -> ByteBuffer.wrap(found.data())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt());
    }

    /** The DLL that a shared host loads: from the key's Parameters, or from the key itself as hosts fall back to. */
    Optional<String> serviceDll() throws WindowsCallException {
        try (RegistryHandle parameters = RegistryHandle.open(key, "Parameters", false, false)) {
            Optional<String> dll = text(parameters, "ServiceDll");
            if (dll.isPresent()) {
                return dll;
            }
        } catch (WindowsCallException e) {
            if (e.code() != WinError.FILE_NOT_FOUND) {
                throw e;
            }
        }
        return text(key, "ServiceDll");
    }

    private static Optional<String> text(RegistryHandle key, String value) throws WindowsCallException {
        return key.value(value)
                .filter(found -> found.type() == SZ || found.type() == EXPAND_SZ)
                .map(found -> new String(found.data(), 0, found.data().length & ~1, StandardCharsets.UTF_16LE))
                .map(text -> text.indexOf('\0') < 0 ? text : text.substring(0, text.indexOf('\0')))
                .filter(text -> !text.isBlank());
    }

    @Override
    public void close() {
        key.close();
    }
}
