package io.quarry.agent.command;

/**
 * Where a command lies in {@code hunt.commands}; tells a command from copies of it.
 *
 * @param partition from 0
 * @param offset from 0
 */
public record CommandPosition(int partition, long offset) {
    @Override
    public String toString() {
        return partition + "/" + offset;
    }
}
