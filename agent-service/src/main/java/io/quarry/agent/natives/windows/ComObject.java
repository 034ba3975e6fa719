package io.quarry.agent.natives.windows;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.DoubleByReference;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An object of COM, called by the places of its methods in the table that its header declares. For the thread that made it. */
final class ComObject implements AutoCloseable {
    private static final int RELEASE = 2; // IUnknown: QueryInterface, AddRef, Release
    private static final int IN_PROCESS = 1; // CLSCTX_INPROC_SERVER
    private static final int FACILITY_WIN32 = 0x8007_0000;
    private static final int E_NOTIMPL = 0x8000_4001;
    private static final int VARIANT_BYTES = Native.POINTER_SIZE == Long.BYTES ? 24 : 16; // oaidl.h
    private static final int VT_I4 = 3;
    private static final int MOST_TEXT = 16 << 20;

    private final OpenHandle handle;

    private ComObject(String call, @Nullable Pointer object) throws WindowsCallException {
        handle = OpenHandle.of(call, object, pointer -> method(pointer, RELEASE).invokeInt(new Object[] {pointer}));
    }

    /**
     * Makes one in this process.
     *
     * @param classId a GUID in its braces' form without braces, as {@code interfaceId}
     */
    static ComObject create(String call, String classId, String interfaceId) throws WindowsCallException {
        PointerByReference made = new PointerByReference();
        try (Memory type = guid(classId);
                Memory face = guid(interfaceId)) {
            check(call, OleCalls.CoCreateInstance(type, null, IN_PROCESS, face, made));
        }
        return new ComObject(call, made.getValue());
    }

    /** Calls a method. @throws WindowsCallException when it answers with an error */
    void call(String call, int place, Object... arguments) throws WindowsCallException {
        List<Object> all = new ArrayList<>(List.of(handle.pointer()));
        all.addAll(List.of(arguments));
        check(call, method(handle.pointer(), place).invokeInt(all.toArray()));
    }

    ComObject object(String call, int place, Object... arguments) throws WindowsCallException {
        PointerByReference made = new PointerByReference();
        call(call, place, and(arguments, made));
        return new ComObject(call, made.getValue());
    }

    /** The object that a method gives for a path. */
    ComObject object(String call, int place, String path) throws WindowsCallException {
        try (OpenHandle text = OpenHandle.of(
                call, OleCalls.Automation.SysAllocString(new WString(path)), OleCalls.Automation::SysFreeString)) {
            return object(call, place, text.pointer());
        }
    }

    int number(String call, int place) throws WindowsCallException {
        IntByReference number = new IntByReference();
        call(call, place, number);
        return number.getValue();
    }

    /** A DATE: days since 1899-12-30, local time. */
    double date(String call, int place) throws WindowsCallException {
        DoubleByReference date = new DoubleByReference();
        call(call, place, date);
        return date.getValue();
    }

    String text(String call, int place) throws WindowsCallException {
        PointerByReference text = new PointerByReference();
        call(call, place, text);
        if (text.getValue() == null) {
            return ""; // an empty BSTR may be no pointer at all
        }
        try (OpenHandle string = OpenHandle.of(call, text.getValue(), OleCalls.Automation::SysFreeString)) {
            int length = Math.min(MOST_TEXT, OleCalls.Automation.SysStringByteLen(string.pointer()));
            return new String(string.pointer().getByteArray(0, length & ~1), StandardCharsets.UTF_16LE);
        }
    }

    /** A VARIANT argument by value: of more than eight bytes, so on 64 bit compilers pass where it lies. */
    static List<Object> byValue(Memory variant) {
        if (Native.POINTER_SIZE == Long.BYTES) {
            return List.of(variant);
        }
        List<Object> words = new ArrayList<>();
        for (int i = 0; i < VARIANT_BYTES; i += Integer.BYTES) {
            words.add(variant.getInt(i));
        }
        return words;
    }

    /** A VARIANT that holds nothing: VT_EMPTY. */
    static Memory empty() {
        Memory variant = new Memory(VARIANT_BYTES);
        variant.clear();
        return variant;
    }

    /** A VARIANT that holds a number. */
    static Memory variant(int number) {
        Memory variant = empty();
        variant.setShort(0, (short) VT_I4);
        variant.setInt(8, number);
        return variant;
    }

    /** @param hresult of winerror.h: an error of Windows inside it is told by that error's number */
    static void check(String call, int hresult) throws WindowsCallException {
        if (hresult >= 0) {
            return;
        }
        int code = (hresult & 0xffff_0000) == FACILITY_WIN32 ? hresult & 0xffff : hresult;
        throw WindowsCallException.of(call, code == E_NOTIMPL ? WinError.CALL_NOT_IMPLEMENTED : code);
    }

    /** Its binary form: the first three parts as numbers, the rest as bytes. */
    static byte[] guidBytes(String guid) {
        String[] parts = guid.split("-", -1);
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(Integer.parseUnsignedInt(parts[0], 16));
        bytes.putShort((short) Integer.parseInt(parts[1], 16));
        bytes.putShort((short) Integer.parseInt(parts[2], 16));
        bytes.order(ByteOrder.BIG_ENDIAN).putShort((short) Integer.parseInt(parts[3], 16));
        bytes.putShort((short) Integer.parseInt(parts[4].substring(0, 4), 16));
        bytes.putInt(Integer.parseUnsignedInt(parts[4].substring(4), 16));
        return bytes.array();
    }

    private static Memory guid(String guid) {
        byte[] bytes = guidBytes(guid);
        Memory memory = new Memory(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }

    private static Object[] and(Object[] arguments, Object last) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.add(last);
        return all.toArray();
    }

    private static Function method(Pointer object, int place) {
        Pointer table = object.getPointer(0);
        Pointer method = Objects.requireNonNull(table.getPointer((long) place * Native.POINTER_SIZE));
        return Function.getFunction(
                method, Native.POINTER_SIZE == Long.BYTES ? Function.C_CONVENTION : Function.ALT_CONVENTION);
    }

    @Override
    public void close() {
        handle.close();
    }
}
