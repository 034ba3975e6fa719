package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.FileHashes;
import io.quarry.agent.collect.host.windows.CodeSignatures;
import io.quarry.agent.collect.host.windows.WindowsContent;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.AccountLookup;
import io.quarry.agent.natives.windows.FileSecurity;
import io.quarry.agent.natives.windows.ServiceControl;
import io.quarry.agent.natives.windows.WinError;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.jobs.InstalledServiceParams;
import io.quarry.jobs.ServiceSecurity;
import io.quarry.jobs.ServiceWeakness;
import io.quarry.model.CodeSignature;
import io.quarry.model.Hashes;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Columns about the files that a service consists of, and about who may change it. */
final class WindowsServiceFiles {
    private final InstalledServiceParams params;
    private final FileHashes hashes;
    private final CodeSignatures signatures;
    private final WindowsServiceAccess access = new WindowsServiceAccess(new AccountLookup());

    WindowsServiceFiles(InstalledServiceParams params, FindingSink<?> sink) {
        this.params = params;
        hashes = new FileHashes(true, true, true, sink);
        signatures = new CodeSignatures(params.getAllowInetSig());
    }

    void image(InstalledServiceFinding row, ServiceProblems problems) throws StoppedException {
        String image = row.getImagePath();
        if (image != null) {
            row.setImageHashes(hashes(image, "image_hashes", problems));
            if (params.getSignatureCheck() && row.getImageHashes() != null) {
                row.setImageSignature(signature(image, "image_signature", problems));
            }
            weaknesses(row, image, problems);
        }
    }

    void dll(InstalledServiceFinding row, ServiceProblems problems) throws StoppedException {
        String dll = row.getServiceDll();
        if (dll != null) {
            row.setDllHashes(hashes(dll, "dll_hashes", problems));
            if (params.getSignatureCheck() && row.getDllHashes() != null) {
                row.setDllSignature(signature(dll, "dll_signature", problems));
            }
            weaknesses(row, dll, problems);
        }
    }

    private CodeSignature signature(String path, String column, ServiceProblems problems) {
        CodeSignatures.Judgement judgement = signatures.of(path, column);
        if (judgement.problem() != null) {
            problems.failed(judgement.problem());
        }
        return judgement.signature();
    }

    private @Nullable Hashes hashes(String path, String column, ServiceProblems problems) throws StoppedException {
        try (WindowsContent content = WindowsContent.open(path)) {
            FileHashes.Result result = hashes.of(content);
            if (result.changed()) {
                problems.failed(new Problem(
                        column, ProblemReason.CHANGED_WHILE_READ, "written to while it was hashed: " + path));
            }
            return result.hashes();
        } catch (WindowsCallException e) {
            if (isAbsent(e)) { // what a row says of itself: a service whose file is gone is no failure to read
                problems.note(column, ProblemReason.NOT_AVAILABLE, path + " is not there: " + e.getMessage());
            } else {
                problems.failed(WindowsProblems.of(column, e));
            }
        } catch (IOException e) {
            problems.failed(column, e);
        }
        return null;
    }

    /** With 'security_info', the service's own descriptor. */
    void security(InstalledServiceFinding row, ServiceControl.Service service, ServiceProblems problems) {
        if (!params.getSecurityInfo()) {
            return;
        }
        try {
            byte[] descriptor = service.security();
            row.setSecurity(access.of(descriptor));
            add(row, access.weaknesses(WindowsServiceAccess.Target.SERVICE, null, descriptor));
            if (!service.isAudited()) {
                problems.note("security.sddl", ProblemReason.DENIED, "without the entries that say what is audited");
            }
        } catch (WindowsCallException e) {
            problems.failed(WindowsProblems.of("security", e));
        } catch (IllegalArgumentException e) {
            problems.failed(WindowsProblems.malformed("security", e));
        }
    }

    /** With 'security_info', who may change the service's key. */
    void keySecurity(InstalledServiceFinding row, WindowsServiceKey key, ServiceProblems problems) {
        if (row.getSecurity() == null) {
            return;
        }
        try {
            add(row, access.weaknesses(WindowsServiceAccess.Target.KEY, row.getSourceFile(), key.security()));
        } catch (WindowsCallException e) {
            problems.failed(WindowsProblems.of("security of the key", e));
        } catch (IllegalArgumentException e) {
            problems.failed(WindowsProblems.malformed("security of the key", e));
        }
    }

    private void weaknesses(InstalledServiceFinding row, String file, ServiceProblems problems) {
        if (row.getSecurity() == null) {
            return;
        }
        weaknesses(row, WindowsServiceAccess.Target.FILE, file, problems);
        int end = file.lastIndexOf('\\');
        if (end > 0) {
            String folder = file.substring(0, end);
            weaknesses(
                    row,
                    WindowsServiceAccess.Target.DIRECTORY,
                    folder.endsWith(":") ? folder + '\\' : folder,
                    problems);
        }
    }

    private void weaknesses(
            InstalledServiceFinding row, WindowsServiceAccess.Target target, String path, ServiceProblems problems) {
        try {
            add(row, access.weaknesses(target, path, FileSecurity.of(path)));
        } catch (WindowsCallException e) {
            if (!isAbsent(e)) {
                problems.failed(WindowsProblems.of("security of " + path, e));
            }
        } catch (IllegalArgumentException e) {
            problems.failed(WindowsProblems.malformed("security of " + path, e));
        }
    }

    private static void add(InstalledServiceFinding row, List<ServiceWeakness> found) {
        ServiceSecurity security = row.getSecurity();
        if (security != null) {
            Set<ServiceWeakness> all = new LinkedHashSet<>(security.getWeakAcl());
            all.addAll(found);
            security.setWeakAcl(new ArrayList<>(all));
        }
    }

    private static boolean isAbsent(WindowsCallException e) {
        return e.code() == WinError.FILE_NOT_FOUND || e.code() == WinError.PATH_NOT_FOUND;
    }
}
