package io.quarry.agent.ledger;

import io.quarry.agent.command.CommandPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

/** One line of the ledger. Bytes: a letter for the kind, then the components in order. */
@SuppressWarnings("ArrayRecordComponent") // entries are written and folded, never compared
public sealed interface LedgerEntry {

    /** Everything before this position of {@code hunt.commands} was looked at. */
    record ReadTo(CommandPosition next) implements LedgerEntry {}

    /** A task was taken. */
    record Accepted(String taskId, CommandPosition at, Instant expiresAt, byte[] command) implements LedgerEntry {}

    /** A command was looked at and runs nothing; its event is to be sent. */
    record Refused(CommandPosition at, byte[] event) implements LedgerEntry {}

    /** A task is not to run, or not to go on; its RUN command may still come. */
    record Cancelled(String taskId, CommandPosition at, Instant expiresAt) implements LedgerEntry {}

    /** The next attempt of a task begins. */
    record Started(String taskId) implements LedgerEntry {}

    /** The attempt was ended by a clean stop of the agent, so it is no sign of a task that crashes agents. */
    record Interrupted(String taskId) implements LedgerEntry {}

    /** A task has its outcome; the event is to be sent, these bytes and no others. */
    record Finished(String taskId, byte[] event) implements LedgerEntry {}

    /** The broker has the event about the command at this position. */
    record Delivered(CommandPosition at) implements LedgerEntry {}

    default byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private void write(DataOutputStream out) throws IOException {
        if (this instanceof ReadTo e) {
            position(letter(out, 'P'), e.next);
        } else if (this instanceof Accepted e) {
            letter(out, 'A').writeUTF(e.taskId);
            position(out, e.at).writeLong(e.expiresAt.toEpochMilli());
            out.write(e.command);
        } else if (this instanceof Refused e) {
            position(letter(out, 'R'), e.at).write(e.event);
        } else if (this instanceof Cancelled e) {
            letter(out, 'C').writeUTF(e.taskId);
            position(out, e.at).writeLong(e.expiresAt.toEpochMilli());
        } else if (this instanceof Started e) {
            letter(out, 'S').writeUTF(e.taskId);
        } else if (this instanceof Interrupted e) {
            letter(out, 'I').writeUTF(e.taskId);
        } else if (this instanceof Finished e) {
            letter(out, 'F').writeUTF(e.taskId);
            out.write(e.event);
        } else if (this instanceof Delivered e) {
            position(letter(out, 'D'), e.at);
        }
    }

    /** @throws IOException when the bytes are no entry */
    static LedgerEntry decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int letter = in.readByte();
        return switch (letter) {
            case 'P' -> new ReadTo(position(in));
            case 'A' -> new Accepted(in.readUTF(), position(in), instant(in), in.readAllBytes());
            case 'R' -> new Refused(position(in), in.readAllBytes());
            case 'C' -> new Cancelled(in.readUTF(), position(in), instant(in));
            case 'S' -> new Started(in.readUTF());
            case 'I' -> new Interrupted(in.readUTF());
            case 'F' -> new Finished(in.readUTF(), in.readAllBytes());
            case 'D' -> new Delivered(position(in));
            default -> throw new IOException("entry of unknown kind " + letter + ": written by a newer agent?");
        };
    }

    private static DataOutputStream letter(DataOutputStream out, char letter) throws IOException {
        out.writeByte(letter);
        return out;
    }

    private static DataOutputStream position(DataOutputStream out, CommandPosition position) throws IOException {
        out.writeInt(position.partition());
        out.writeLong(position.offset());
        return out;
    }

    private static CommandPosition position(DataInputStream in) throws IOException {
        return new CommandPosition(in.readInt(), in.readLong());
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }
}
