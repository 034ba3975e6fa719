package io.quarry.agent.natives.windows;

import java.io.IOException;

/** A call of Windows failed. */
public final class WindowsCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final boolean status;

    private WindowsCallException(String message, int code, boolean status) {
        super(message);
        this.code = code;
        this.status = status;
    }

    /** @param code of winerror.h */
    static WindowsCallException of(String call, int code) {
        return new WindowsCallException(call + ": error " + code + text(code), code, false);
    }

    /** @param status NTSTATUS of ntstatus.h */
    static WindowsCallException ofStatus(String call, int status) {
        int code = NtCalls.RtlNtStatusToDosError(status);
        String text = String.format("%s: status 0x%08x, error %d%s", call, status, code, text(code));
        return new WindowsCallException(text, code, true);
    }

    private static String text(int code) {
        String text = Kernel32Calls.messageOf(code);
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    /** Of winerror.h, also where the call gave an NTSTATUS. */
    public int code() {
        return code;
    }

    /** Whether the call gave an NTSTATUS. */
    public boolean isStatus() {
        return status;
    }
}
