package io.quarry.agent.collect.host;

/** Files of accounts, which a container may hold too. */
public final class AccountsFuzz {
    private AccountsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Accounts.parse(data);
        Accounts.expired(data, 20_000);
    }
}
