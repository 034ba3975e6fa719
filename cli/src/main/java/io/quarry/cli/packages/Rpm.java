package io.quarry.cli.packages;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.packager.rpm.FileFlags;
import org.eclipse.packager.rpm.RpmTag;
import org.eclipse.packager.rpm.RpmVersion;
import org.eclipse.packager.rpm.build.BuilderContext;
import org.eclipse.packager.rpm.build.RpmBuilder;
import org.eclipse.packager.rpm.build.RpmBuilder.PackageInformation;

/** A package for Fedora, RHEL, SUSE and their relatives. */
final class Rpm {
    private static final String RELEASE = "1";

    private Rpm() {}

    static void write(Path target, List<PackagedFile> files, String version, Platform platform, Instant time)
            throws IOException {
        try (RpmBuilder rpm =
                new RpmBuilder(LinuxLayout.NAME, new RpmVersion(version, RELEASE), platform.rpm(), target)) {
            describe(rpm.getInformation());
            BuilderContext context = rpm.newContext();
            for (PackagedFile file : files) {
                context.addFile("/" + file.path(), file.content().bytes(), information -> {
                    information.setMode((short) file.kind().mode());
                    information.setTimestamp(time);
                    if (file.kind() == PackagedFile.Kind.CONFIGURATION) {
                        information.setFileFlags(EnumSet.of(FileFlags.CONFIGURATION, FileFlags.NOREPLACE));
                    }
                });
            }
            rpm.setPostInstallationScript(script("postinst.sh"));
            rpm.setPreRemoveScript(script("prerm.sh"));
            rpm.setPostRemoveScript(script("postrm.sh"));
            // It would be the time of this call: nobody could make the same package again.
            rpm.setHeaderCustomizer(header -> header.putInt(RpmTag.BUILDTIME, (int) time.getEpochSecond()));
            rpm.build();
        }
    }

    private static void describe(PackageInformation information) {
        information.setSummary(LinuxLayout.SUMMARY);
        information.setDescription(LinuxLayout.SUMMARY + ". Opens no port; brings its own Java runtime.");
        information.setLicense(LinuxLayout.LICENSE);
        information.setBuildHost("localhost");
    }

    /** rpm names the interpreter apart from the script. */
    private static String script(String name) {
        return AgentFiles.text(name).replaceFirst("^#!/bin/sh\n", "");
    }
}
