package io.quarry.cli.packages;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.packager.deb.build.DebianPackageWriter;
import org.eclipse.packager.deb.build.EntryInformation;
import org.eclipse.packager.deb.build.StaticContentProvider;
import org.eclipse.packager.deb.control.BinaryPackageControlFile;
import org.eclipse.packager.deb.control.BinaryPackageControlFile.Fields;

/** A package for Debian and Ubuntu. */
final class Deb {
    private Deb() {}

    static void write(Path target, List<PackagedFile> files, String version, Platform platform, Instant time)
            throws IOException {
        Supplier<Instant> clock = () -> time;
        try (OutputStream out = Files.newOutputStream(target);
                DebianPackageWriter deb = new DebianPackageWriter(out, control(version, platform), clock)) {
            for (PackagedFile file : files) {
                EntryInformation information = new EntryInformation(
                        "root", "root", file.kind().mode(), file.kind() == PackagedFile.Kind.CONFIGURATION);
                deb.addFile(file.content().bytes(), file.path(), information, Optional.of(clock));
            }
            deb.setPostinstScript(new StaticContentProvider(AgentFiles.text("postinst.sh")));
            deb.setPrermScript(new StaticContentProvider(AgentFiles.text("prerm.sh")));
            deb.setPostrmScript(new StaticContentProvider(AgentFiles.text("postrm.sh")));
        }
    }

    private static BinaryPackageControlFile control(String version, Platform platform) {
        BinaryPackageControlFile control = new BinaryPackageControlFile();
        control.setPackage(LinuxLayout.NAME);
        control.setVersion(version);
        control.setArchitecture(platform.debian());
        control.setMaintainer("Quarry maintainers <maintainers@quarry.invalid>");
        control.set(Fields.SECTION, "admin");
        control.set(Fields.PRIORITY, "optional");
        control.set(Fields.DEPENDS, "libc6, zlib1g");
        control.setDescription(LinuxLayout.SUMMARY + "\nOpens no port; brings its own Java runtime.");
        return control;
    }
}
