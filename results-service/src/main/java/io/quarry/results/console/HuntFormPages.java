package io.quarry.results.console;

import io.quarry.schemas.JobCatalogue;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The form that files and edits hunts. */
@Hidden
@Controller
class HuntFormPages {
    private static final Link NEW = Link.to("hunts", "new");

    private final Pages pages;
    private final Hunts hunts;
    private final Targets targets;
    private final JobCatalogue catalogue;
    private final HuntDefinitions definitions;

    HuntFormPages(Pages pages, Hunts hunts, Targets targets, JobCatalogue catalogue) {
        this.pages = pages;
        this.hunts = hunts;
        this.targets = targets;
        this.catalogue = catalogue;
        this.definitions = new HuntDefinitions(catalogue);
    }

    @GetMapping("/hunts/new")
    void blank(
            @RequestParam(required = false) @Nullable String copy,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        HuntInput input = HuntInput.of(request).orBlank();
        if (copy != null) {
            ObjectNode definition = (ObjectNode) existing(copy).deepCopy();
            definition.put("name", "Copy of " + Show.text(definition, "name"));
            input = HuntInput.of(definition).with("copy", copy);
        }
        form(new Form("New hunt", NEW, "", input, Complaints.NONE), request, response);
    }

    @GetMapping("/hunts/{id}/edit")
    void edit(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Hunts.Reply hunt = hunts.get(Link.to("api", "hunts", id));
        if (!hunt.done()) {
            throw new PageFailure(hunt);
        }
        HuntInput input = HuntInput.of(hunt.body().path("definition"));
        String version = Show.text(hunt.body(), "version");
        form(new Form("Edit hunt", Link.to("hunts", id, "edit"), version, input, Complaints.NONE), request, response);
    }

    private JsonNode existing(String id) {
        Hunts.Reply hunt = hunts.get(Link.to("api", "hunts", id));
        if (!hunt.done()) {
            throw new PageFailure(hunt);
        }
        return hunt.body().path("definition");
    }

    /** The parameters of the job that was chosen. */
    @GetMapping("/hunts/new/parameters")
    void parameters(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        HuntInput input = HuntInput.of(request);
        model.put("input", input);
        model.put("complaints", Complaints.NONE);
        model.put("job", catalogue.find(input.text("job")).map(JobForm::of).orElse(null));
        pages.show(response, "parameters", model);
    }

    /** The assets that the picker offers for what was typed. */
    @GetMapping("/hunts/new/assets")
    void assets(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HuntInput input = HuntInput.of(request);
        pages.show(response, "picker", Map.of("input", input, "assets", targets.offered(input)));
    }

    /** When it would fire, and on how many assets, or what is missing until that can be said. */
    @PostMapping("/hunts/new/preview")
    void preview(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ObjectNode definition = definitions.of(HuntInput.of(request));
        Hunts.Reply reply = hunts.post(Link.to("api", "hunts", "preview"), definition);
        Complaints complaints = reply.done() ? Complaints.NONE : Complaints.of(reply);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("preview", reply.body());
        model.put("complaints", complaints);
        model.put("same", HuntCommands.create(definition));
        pages.show(response, "preview", model);
    }

    @PostMapping("/hunts/new")
    void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HuntInput input = HuntInput.of(request);
        String copied = input.text("copy");
        ObjectNode definition = copied.isEmpty() ? definitions.of(input) : definitions.over(existing(copied), input);
        Hunts.Reply reply = hunts.post(Link.to("api", "hunts"), definition);
        if (reply.done()) {
            Pages.goTo(response, target(reply.body()));
            return;
        }
        response.setStatus(reply.status());
        form(new Form("New hunt", NEW, "", input, Complaints.of(reply)), request, response);
    }

    @PostMapping("/hunts/{id}/edit")
    void update(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String version,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        HuntInput input = HuntInput.of(request);
        Hunts.Reply reply = hunts.put(Link.to("api", "hunts", id), definitions.over(existing(id), input), version);
        if (reply.done()) {
            Pages.goTo(response, Link.to("hunts", id));
            return;
        }
        response.setStatus(reply.status());
        Form form = new Form("Edit hunt", Link.to("hunts", id, "edit"), version, input, Complaints.of(reply));
        form(form, request, response);
    }

    /** None when no scheduler answers: the form says so when it is sent. */
    private List<String> groups() {
        return hunts.get(Link.to("api", "groups"))
                .body()
                .path("items")
                .valueStream()
                .map(g -> Show.text(g, "name"))
                .toList();
    }

    private static Link target(JsonNode hunt) {
        String run = Show.text(hunt, "run_id");
        return run.isEmpty() ? Link.to("hunts", Show.text(hunt, "hunt_id")) : Link.to("runs", run, "fired");
    }

    /** What of the form differs from case to case.
     * @param version of the hunt that is edited; empty for a new one */
    private record Form(String title, Link action, String version, HuntInput input, Complaints complaints) {}

    private void form(Form form, HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<JobForm> jobs = catalogue.jobs().stream().map(JobForm::of).toList();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("frame", Frame.of(request, form.title(), "hunts", HuntCommands.create(definitions.of(form.input()))));
        model.put("action", form.action());
        model.put("version", form.version());
        model.put("input", form.input());
        model.put("complaints", form.complaints());
        model.put("jobs", jobs);
        model.put(
                "job",
                jobs.stream()
                        .filter(j -> j.name().equals(form.input().text("job")))
                        .findFirst()
                        .orElse(null));
        model.put("labels", targets.labels());
        model.put("groups", groups());
        model.put("assets", targets.offered(form.input()));
        pages.show(response, "form", model);
    }
}
