package io.quarry.docs;

import static io.quarry.docs.Markdown.code;
import static io.quarry.docs.Markdown.text;

import io.quarry.model.Envelope;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** {@code docs/jobs.md}: what each job takes and returns. */
final class JobsPage {
    private static final String SHARED = "io.quarry.model";

    private JobsPage() {}

    static String of(JobCatalogue catalogue) {
        Markdown page = new Markdown()
                .heading(1, "The jobs")
                .paragraph("Generated from `schemas/src/main/avro/jobs`; edit the files there, not this page.")
                .paragraph(
                        "Parameter names are those of the API, the topics and the job's file; on the command line they are"
                                + " written with dashes (`--calculate-md5`), and a boolean needs no value. **Bold** columns are never"
                                + " null without an entry in `problems`. A value that is not known is null, never 0 or an empty text."
                                + " This page says what the contract is; which jobs the agents of a build have a collector for,"
                                + " `quarry assets` shows. A job without one ends as UNSUPPORTED.");
        page.heading(2, "Columns of every job")
                .paragraph(text(Envelope.getClassSchema().getDoc()));
        FieldTables.columns(page, Envelope.getClassSchema(), List.of());
        Map<String, Schema> shared = new LinkedHashMap<>();
        for (Job job : catalogue.jobs()) {
            job(page, job, shared);
        }
        page.heading(2, "Types that several jobs share");
        FieldTables.nested(page, 3, shared.values());
        return page.toString();
    }

    private static void job(Markdown page, Job job, Map<String, Schema> shared) {
        page.heading(2, code(job.name()) + ": " + job.title())
                .paragraph(text(job.doc()))
                .paragraph("Platforms: " + String.join(", ", job.platforms()) + ". Topic: " + code(job.topic())
                        + ". View in the store: " + code(job.view()) + ". Stacked by default by " + codes(job.stack())
                        + "; two findings are about the same thing when they agree in " + codes(job.key()) + ".");
        page.heading(3, "Parameters of " + job.name());
        if (job.params().getFields().isEmpty()) {
            page.paragraph("None.");
        } else {
            FieldTables.parameters(page, job.params());
        }
        for (Job.Rule rule : job.rules()) {
            page.paragraph("Rule: " + rule(rule));
        }
        page.heading(3, "Columns of " + job.name());
        FieldTables.columns(page, job.columns(), job.essential());
        Collection<Schema> nested = TypeNames.nested(job.columns());
        nested.stream().filter(t -> SHARED.equals(t.getNamespace())).forEach(t -> shared.put(t.getFullName(), t));
        FieldTables.nested(
                page,
                4,
                nested.stream().filter(t -> !SHARED.equals(t.getNamespace())).toList());
    }

    private static String rule(Job.Rule rule) {
        if (rule instanceof Job.Rule.AnyOf anyOf) {
            return text(anyOf.message()) + " (one of " + codes(anyOf.fields()) + ").";
        }
        Job.Rule.Ordered ordered = (Job.Rule.Ordered) rule;
        return code(ordered.low()) + " must not be above " + code(ordered.high()) + ".";
    }

    private static String codes(List<String> names) {
        return String.join(", ", names.stream().map(Markdown::code).toList());
    }
}
