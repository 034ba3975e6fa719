package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.windows.CommandImage;
import io.quarry.agent.collect.host.windows.FileTime;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.RegistryHandle;
import io.quarry.agent.natives.windows.ServiceControl;
import io.quarry.agent.natives.windows.WinError;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.jobs.InstalledServiceParams;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes rows of services: from the manager, from the registry, and from the files they name. */
final class WindowsServiceRows {
    private static final int SHARED = 0x20;

    private final ServiceControl manager;
    private final RegistryHandle services;
    private final FindingSink<InstalledServiceFinding> sink;
    private final CommandImage images = new CommandImage(System.getenv(), path -> new File(path).isFile());
    private final boolean audited;
    private final WindowsServiceFiles files;

    WindowsServiceRows(
            ServiceControl manager,
            RegistryHandle services,
            InstalledServiceParams params,
            FindingSink<InstalledServiceFinding> sink) {
        this.manager = manager;
        this.services = services;
        this.sink = sink;
        audited = params.getSecurityInfo();
        files = new WindowsServiceFiles(params, sink);
    }

    /** One that the manager shows. */
    InstalledServiceFinding row(ServiceControl.Status service) throws StoppedException {
        InstalledServiceFinding row = empty(service.name());
        ServiceProblems problems = new ServiceProblems(sink, service.name());
        row.setDisplayName(service.displayName());
        row.setType(WindowsServiceWords.type(service.type()));
        row.setState(WindowsServiceWords.state(service.state()));
        row.setPid(service.pid() == 0 ? null : service.pid());
        row.setExitCode(service.exitCode());
        row.setServiceExitCode(service.ownExitCode());
        try (ServiceControl.Service open = manager.service(service.name(), audited)) {
            config(row, open, problems);
            more(row, open, problems);
            files.security(row, open, problems);
        } catch (WindowsCallException e) {
            problems.failed(WindowsProblems.of("configuration", e));
        }
        registry(row, service.type(), problems);
        row.setProblems(problems.forRow());
        return row;
    }

    /** One that has a key and that the manager does not show; empty when the key is none of a service. */
    Optional<InstalledServiceFinding> hidden(String name) throws StoppedException {
        InstalledServiceFinding row = empty(name);
        ServiceProblems problems = new ServiceProblems(sink, name);
        int type;
        try (WindowsServiceKey key = WindowsServiceKey.open(services, name)) {
            Optional<Integer> kind = key.number("Type");
            Optional<String> image = key.text("ImagePath");
            if (kind.isEmpty() || image.isEmpty() && !WindowsServiceWords.isDriver(kind.get())) {
                return Optional.empty();
            }
            type = kind.get();
            row.setState("NOT_LOADED");
            row.setType(WindowsServiceWords.type(type));
            row.setStartType(key.number("Start").map(WindowsServiceWords::start).orElse(null));
            row.setCommandLine(image.orElse(null));
            row.setDisplayName(key.text("DisplayName").orElse(null));
            row.setAccount(key.text("ObjectName").orElse(null));
        } catch (WindowsCallException e) {
            sink.problem(WindowsProblems.of("service " + name, e));
            return Optional.empty();
        }
        problems.note(
                "state",
                ProblemReason.NOT_AVAILABLE,
                "there is a key of it in the registry, and the service control manager does not show it");
        registry(row, type, problems);
        row.setProblems(problems.forRow());
        return Optional.of(row);
    }

    private static InstalledServiceFinding empty(String name) {
        InstalledServiceFinding row = new InstalledServiceFinding();
        row.setName(name);
        row.setDependencies(new ArrayList<>());
        row.setFailureActions(new ArrayList<>());
        row.setTriggers(new ArrayList<>());
        row.setDropIns(new ArrayList<>());
        row.setSourceFile("HKLM\\" + WindowsServiceKey.SERVICES + '\\' + name);
        return row;
    }

    private static void config(InstalledServiceFinding row, ServiceControl.Service service, ServiceProblems problems) {
        try {
            ServiceControl.Config config = service.config();
            row.setStartType(WindowsServiceWords.start(config.start()));
            row.setCommandLine(present(config.command()));
            row.setAccount(present(config.account()));
            row.setDependencies(new ArrayList<>(config.dependencies()));
            row.setDisplayName(config.displayName() == null ? row.getDisplayName() : config.displayName());
        } catch (WindowsCallException e) {
            problems.failed(WindowsProblems.of("start_type", e));
        } catch (IllegalArgumentException e) {
            problems.failed(WindowsProblems.malformed("start_type", e));
        }
    }

    /** What is not on every version of Windows, each by itself. */
    private static void more(InstalledServiceFinding row, ServiceControl.Service service, ServiceProblems problems) {
        optional("description", problems, () -> row.setDescription(present(service.description())));
        optional("failure_actions", problems, () -> {
            ServiceControl.Failure failure = service.failure();
            row.setFailureActions(new ArrayList<>(WindowsServiceWords.actions(failure.actions())));
            row.setFailureCommand(present(failure.command()));
        });
        optional("delayed_start", problems, () -> row.setDelayedStart(service.delayed()));
        optional("triggers", problems, () -> {
            List<String> triggers = new ArrayList<>();
            service.triggers().forEach(trigger -> triggers.add(WindowsServiceWords.trigger(trigger)));
            row.setTriggers(triggers);
        });
    }

    private interface Read {
        void read() throws WindowsCallException;
    }

    private static void optional(String column, ServiceProblems problems, Read read) {
        try {
            read.read();
        } catch (WindowsCallException e) {
            Problem problem = WindowsProblems.of(column, e);
            if (e.code() == WinError.INVALID_LEVEL) { // this Windows has no such thing: nothing was missed
                problems.note(column, problem.getReason(), String.valueOf(problem.getDetail()));
            } else if (e.code() != WinError.FILE_NOT_FOUND && e.code() != WinError.RESOURCE_NAME_NOT_FOUND) {
                problems.failed(problem);
            }
        } catch (IllegalArgumentException e) {
            problems.failed(WindowsProblems.malformed(column, e));
        }
    }

    private void registry(InstalledServiceFinding row, int type, ServiceProblems problems) throws StoppedException {
        String dll = null;
        try (WindowsServiceKey key = WindowsServiceKey.open(services, row.getName())) {
            FileTime.instant(key.written()).ifPresent(row::setModified);
            dll = key.serviceDll().flatMap(images::ofPath).orElse(null);
            files.keySecurity(row, key, problems);
        } catch (WindowsCallException e) {
            if (e.code() == WinError.FILE_NOT_FOUND) { // the manager keeps some in memory alone
                problems.note("modified", ProblemReason.NOT_AVAILABLE, "it has no key in the registry");
            } else {
                problems.failed(WindowsProblems.of("service_dll", e));
            }
        }
        row.setServiceDll(dll);
        row.setImagePath(image(row, type));
        notes(row, type, problems);
        files.image(row, problems);
        files.dll(row, problems);
    }

    private @Nullable String image(InstalledServiceFinding row, int type) {
        String command = row.getCommandLine();
        if (command == null || command.isBlank()) {
            return WindowsServiceWords.isDriver(type)
                    ? images.ofPath("System32\\drivers\\" + row.getName() + ".sys")
                            .orElse(null)
                    : null;
        }
        return (WindowsServiceWords.isDriver(type) ? images.ofPath(command) : images.of(command)).orElse(null);
    }

    private static void notes(InstalledServiceFinding row, int type, ServiceProblems problems) {
        boolean driver = WindowsServiceWords.isDriver(type);
        if (row.getServiceDll() == null) {
            boolean shared = (type & SHARED) != 0;
            problems.note(
                    "service_dll",
                    ProblemReason.NOT_AVAILABLE,
                    shared ? "none is set up" : "not in a shared host: the image is the service");
        }
        if (row.getAccount() == null) {
            problems.note("account", ProblemReason.NOT_AVAILABLE, driver ? "a driver has none" : "none is set up");
        }
        if (row.getCommandLine() == null) {
            problems.note("command_line", ProblemReason.NOT_AVAILABLE, "none is set up");
        }
        if (row.getImagePath() == null) {
            problems.note("image_path", ProblemReason.NOT_AVAILABLE, "no command is set up");
        }
    }

    private static @Nullable String present(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
