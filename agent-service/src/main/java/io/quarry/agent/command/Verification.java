package io.quarry.agent.command;

import io.quarry.model.HuntCommand;

/** What came of looking at a received command. */
public sealed interface Verification {

    /** Genuine and valid: start the task. */
    record Run(HuntCommand command) implements Verification {}

    /** Genuine and valid: end the task. */
    record Cancel(HuntCommand command) implements Verification {}

    /** Genuine, but it was read only after its expiry. */
    record Expired(HuntCommand command) implements Verification {}

    /** The broker delivered the same record again. */
    record Redelivered(HuntCommand command) implements Verification {}

    /**
     * Not to be obeyed.
     *
     * @param command what it claims to be; nothing in it is trusted
     * @param reason why
     * @param detail the same for people
     */
    record Rejected(HuntCommand command, Reason reason, String detail) implements Verification {}

    /** No command at all; the results service sets it aside. */
    record Unreadable(String why) implements Verification {}
}
