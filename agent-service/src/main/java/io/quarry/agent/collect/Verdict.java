package io.quarry.agent.collect;

/** What a collector says about its own work. */
public sealed interface Verdict {

    /** Everything there was to read was read, or is a problem in the sink. */
    record Done() implements Verdict {}

    /**
     * The job has no meaning on this host.
     *
     * @param reason for people
     */
    record Unsupported(String reason) implements Verdict {}

    /**
     * Nothing could be read without a privilege that the agent does not have.
     *
     * @param privilege which one: {@code root}, {@code CAP_SYS_PTRACE}, {@code SeDebugPrivilege}
     */
    record Denied(String privilege) implements Verdict {}
}
