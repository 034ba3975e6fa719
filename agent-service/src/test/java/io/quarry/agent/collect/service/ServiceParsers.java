package io.quarry.agent.collect.service;

import io.quarry.agent.collect.host.AccountNames;
import io.quarry.agent.collect.host.GroupNames;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.PosixAcl;
import io.quarry.agent.collect.host.units.Specifiers;
import io.quarry.agent.collect.host.units.UnitFolders;
import io.quarry.agent.collect.host.units.UnitName;
import io.quarry.agent.collect.host.units.UnitOwner;
import io.quarry.agent.collect.host.units.UnitSettings;
import io.quarry.agent.collect.host.units.UnitText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Everything of this package that reads what others wrote, for tests with any input. */
public final class ServiceParsers {
    private ServiceParsers() {}

    /** A unit file, every value of it read in all ways. */
    public static void unit(byte[] bytes) {
        UnitText text = UnitText.parse(bytes);
        UnitSettings settings = new UnitSettings();
        settings.add(text);
        UnitName name = UnitName.parse("a-b@c.service").orElseThrow();
        Specifiers specifiers = Specifiers.of(name, "/x", Specifiers.host(UnitFolders.system()));
        for (UnitText.Assignment assignment : text.assignments()) {
            ExecCommand.parse(assignment.value(), specifiers);
            settings.words(assignment.section(), assignment.key());
            settings.last(assignment.section(), assignment.key());
        }
        CommandColumns.capabilities(settings);
    }

    /** A name of a file in a folder of units. */
    public static void name(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        UnitName.parse(text).ifPresent(UnitName::dropInNames);
        UnitName.parse(text + ".service").ifPresent(UnitName::dropInNames);
    }

    /** An init script. */
    public static void script(byte[] bytes) {
        SysvScript script = SysvScript.parse(bytes);
        script.description();
        script.needed();
    }

    /** An access control list, and accounts. */
    public static List<UnitOwner> access(byte[] bytes) {
        try {
            PosixAcl acl = PosixAcl.parse(bytes, 1, 2);
            acl.entries().forEach(acl::effective);
        } catch (MalformedTextException e) {
            // the one it may throw
        }
        GroupNames.parse(bytes).find(0);
        return UnitOwner.of(AccountNames.parse(bytes));
    }
}
