package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.arp.GatewayBaseline.Gateway;
import io.quarry.jobs.ArpCacheFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes rows of the kernel's entries, and gathers what the gateways' link addresses are now. */
final class ArpRows {
    private static final int MOST_GATEWAYS = 10_000;

    private final Surroundings surroundings;
    private final SuspicionRules rules;
    private final OuiTable makers;
    private final String network;
    private final Map<Gateway, String> gateways = new LinkedHashMap<>();

    ArpRows(Surroundings surroundings, SuspicionRules rules, OuiTable makers, String network) {
        this.surroundings = surroundings;
        this.rules = rules;
        this.makers = makers;
        this.network = network;
    }

    /** The resolved ones among the entries that rows were made of. */
    Map<Gateway, String> gateways() {
        return gateways;
    }

    /** @param before link addresses of gateways when the agent last looked */
    ArpCacheFinding row(CacheEntry entry, Map<Gateway, String> before) {
        Neighbour neighbour = entry.neighbour();
        List<Problem> problems = new ArrayList<>(0);
        ArpCacheFinding row = new ArpCacheFinding();
        row.setIpAddress(neighbour.ip());
        row.setFamily(neighbour.v4() ? "IPv4" : "IPv6");
        row.setInterfaceIndex(neighbour.interfaceIndex());
        row.setState(entry.state());
        row.setType(entry.type());
        boolean gateway = surroundings.isGateway(neighbour);
        row.setIsGateway(gateway);
        row.setIsRouter(neighbour.v4() ? null : entry.router());
        place(neighbour, row, problems);
        byte[] mac = neighbour.mac();
        String last = null;
        if (mac == null) {
            note("mac_address", "it has none: " + (row.getState() == null ? "new" : row.getState()), problems);
        } else {
            row.setMacAddress(Mac.text(mac));
            row.setVendor(makers.vendor(mac).orElse(null));
            if (gateway && row.getInterface$() != null) {
                last = known(new Gateway(network, row.getInterface$(), neighbour.ip()), Mac.text(mac), before);
            }
        }
        row.setSuspicion(rules.of(neighbour, last));
        row.setProblems(problems);
        return row;
    }

    private void place(Neighbour neighbour, ArpCacheFinding row, List<Problem> problems) {
        NetworkInterface here = surroundings.find(neighbour.interfaceIndex());
        if (here == null) {
            note("interface", "the interface came or went while it was read", problems);
            return;
        }
        row.setInterface$(here.name());
        byte[] mac = here.mac();
        row.setLocalMac(mac == null ? null : Mac.text(mac));
        row.setLocalIp(here.localAddress(neighbour.address()).orElse(null));
    }

    private @Nullable String known(Gateway gateway, String mac, Map<Gateway, String> before) {
        if (gateways.size() < MOST_GATEWAYS) {
            gateways.put(gateway, mac);
        }
        return before.get(gateway);
    }

    private static void note(String column, String detail, List<Problem> problems) {
        problems.add(new Problem(column, ProblemReason.NOT_AVAILABLE, detail));
    }
}
