package io.quarry.agent.collect.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Plants units of every kind below a root folder. */
final class UnitGarden {
    private static final String ETC = "etc/systemd/system/";
    private static final String USR = "usr/lib/systemd/system/";

    private final Path root;

    UnitGarden(Path root) {
        this.root = root;
    }

    UnitGarden file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, content);
        return this;
    }

    UnitGarden program(String path, String content) throws IOException {
        file(path, content);
        Files.setPosixFilePermissions(root.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    UnitGarden link(String path, String target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.resolveSibling("."));
        Files.createSymbolicLink(link, Path.of(target));
        return this;
    }

    private static String unit(String more) {
        return "[Unit]\nDescription=planted\n[Service]\nExecStart=/bin/sleep 3600\n" + more;
    }

    /** In /etc and /usr/lib, as packages and administrators put them there. */
    static UnitGarden plant(Path root) throws IOException {
        UnitGarden garden = new UnitGarden(root);
        String installed = unit("[Install]\nWantedBy=multi-user.target\n");
        garden.file(USR + "q-enabled.service", installed)
                .link(ETC + "multi-user.target.wants/q-enabled.service", "/usr/lib/systemd/system/q-enabled.service")
                .file(USR + "q-disabled.service", installed)
                .file(USR + "q-static.service", unit(""))
                .file(USR + "q-vendor.service", unit(""))
                .link(USR + "multi-user.target.wants/q-vendor.service", "../q-vendor.service")
                .file(USR + "q-overridden.service", unit(""))
                .file(ETC + "q-overridden.service", "[Service]\nExecStart=/bin/sleep 1234\n")
                .file(USR + "q-masked.service", installed)
                .link(ETC + "q-masked.service", "/dev/null")
                .file(USR + "q-emptied.service", installed)
                .file(ETC + "q-emptied.service", "")
                .file(USR + "q-also.service", unit("[Install]\nAlso=q-enabled.service\n"))
                .file("opt/q/q-linked.service", unit(""))
                .link(ETC + "q-linked.service", "/opt/q/q-linked.service")
                .file("opt/q/q-linked-on.service", installed)
                .link(ETC + "q-linked-on.service", "/opt/q/q-linked-on.service")
                .link(ETC + "multi-user.target.wants/q-linked-on.service", "/opt/q/q-linked-on.service")
                .link(ETC + "q-broken.service", "/opt/q/none.service");
        names(garden, installed);
        changes(garden);
        return garden;
    }

    private static void names(UnitGarden garden, String installed) throws IOException {
        garden.file(USR + "q-named.service", unit("[Install]\nAlias=q-alias.service\n"))
                .link(ETC + "q-alias.service", "/usr/lib/systemd/system/q-named.service")
                .file(USR + "q-vendor-named.service", unit(""))
                .link(USR + "q-vendor-alias.service", "q-vendor-named.service")
                .file(USR + "q-other-named.service", installed)
                .link(ETC + "q-other-alias.service", "/usr/lib/systemd/system/q-other-named.service")
                .file(USR + "q-tmpl@.service", unit("User=nobody\n[Install]\nWantedBy=multi-user.target\n"))
                .link(
                        ETC + "multi-user.target.wants/q-tmpl@one\\x2dtwo.service",
                        "/usr/lib/systemd/system/q-tmpl@.service")
                .file(USR + "q-def@.service", unit("[Install]\nDefaultInstance=d\nWantedBy=multi-user.target\n"))
                .link(ETC + "multi-user.target.wants/q-def@d.service", "/usr/lib/systemd/system/q-def@.service")
                .file(USR + "q-free@.service", installed)
                .file(USR + "q-fixed@.service", unit(""))
                .link(USR + "q-fixed@x.service", "q-fixed@.service");
    }

    private static void changes(UnitGarden garden) throws IOException {
        garden.file(
                        USR + "q-long-name.service",
                        "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=-/bin/echo one\n")
                .file(USR + "q-long-name.service.d/10-a.conf", "[Service]\nExecStart=/bin/echo two\n")
                .file(
                        ETC + "q-long-name.service.d/20-b.conf",
                        "[Service]\nExecStart=\nExecStart=@/bin/echo three four\n")
                .file(USR + "q-long-name.service.d/20-b.conf", "[Service]\nExecStart=/bin/echo hidden\n")
                .file(ETC + "q-long-.service.d/15-c.conf", "[Unit]\nDescription=by prefix\n")
                .file(ETC + "q-.service.d/16-d.conf", "[Service]\nRestartSec=7\n")
                .file(ETC + "service.d/05-all.conf", "[Service]\nTimeoutSec=9\n")
                .file(USR + "q-long-name.service.d/30-off.conf", "[Service]\nExecStart=/bin/echo off\n")
                .link(ETC + "q-long-name.service.d/30-off.conf", "/dev/null")
                .file(ETC + "q-alias.service.d/by-alias.conf", "[Service]\nNice=5\n")
                .file(ETC + "q-tmpl@.service.d/all.conf", "[Service]\nNice=6\n")
                .file(ETC + "q-tmpl@one\\x2dtwo.service.d/one.conf", "[Service]\nNice=7\n");
    }

    /** What only a running manager makes something of. */
    void plantRunning() throws IOException {
        program(
                        "etc/systemd/system-generators/q-generator",
                        "#!/bin/sh\n"
                                + "for f in $1/q-gen $2/q-gen-early $3/q-gen-late; do\n"
                                + "printf '[Service]\\nExecStart=/bin/sleep 3600\\n' > $f.service; done\n"
                                + "mkdir -p $1/multi-user.target.wants\n"
                                + "ln -s ../q-gen.service $1/multi-user.target.wants/\n")
                .program(
                        "etc/init.d/q-sysv",
                        "#!/bin/sh\n### BEGIN INIT INFO\n# Provides: q-sysv\n# Required-Start: $remote_fs\n"
                                + "# Required-Stop:\n# Default-Start: 2 3 4 5\n# Default-Stop: 0 1 6\n"
                                + "# Short-Description: planted script\n### END INIT INFO\nexit 0\n")
                .link("etc/rc3.d/S01q-sysv", "../init.d/q-sysv")
                .file(ETC + "q-fails.service", "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'exit 3'\n")
                .file(ETC + "q-killed.service", "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'kill -9 $$$$'\n")
                .file(
                        ETC + "q-triggered.service",
                        "[Unit]\nOnFailure=q-fails.service\n[Service]\nRestart=on-failure\nExecStart=/bin/true\n")
                .file(ETC + "q-clock.timer", "[Timer]\nOnCalendar=daily\nUnit=q-triggered.service\n")
                .file(ETC + "q-triggered.path", "[Path]\nPathExists=/none\n")
                .file(ETC + "q-listens.socket", "[Socket]\nListenStream=/run/q\nService=q-triggered.service\n");
    }
}
