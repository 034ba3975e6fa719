package io.quarry.results.api;

import io.quarry.results.query.UnknownIdException;
import io.quarry.schemas.JobCatalogue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/jobs}: the catalogue, as the job files of this build say it. */
@Tag(name = "jobs")
@RestController
@RequestMapping(path = "/api/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
class JobsController {
    private final JobCatalogue catalogue;

    JobsController(JobCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** All jobs: they are few and come with the build, so there is no second page. */
    record JobList(List<JobDescription> items, @Nullable String next) {}

    @GetMapping
    @Operation(operationId = "listJobs", summary = "All jobs with their parameters and columns")
    JobList list() {
        return new JobList(catalogue.jobs().stream().map(JobDescription::of).toList(), null);
    }

    @GetMapping("/{name}")
    @Operation(operationId = "showJob", summary = "A job's parameters and columns")
    JobDescription show(@PathVariable String name) {
        return catalogue.find(name).map(JobDescription::of).orElseThrow(() -> new UnknownIdException("job", name));
    }
}
