package io.quarry.docs;

import io.quarry.schemas.JobCatalogue;
import java.util.Map;

/** The pages that follow from the schemas. */
public final class GeneratedPages {
    private GeneratedPages() {}

    /** File name in docs/ to content. */
    public static Map<String, String> of(JobCatalogue catalogue) {
        return Map.of("jobs.md", JobsPage.of(catalogue), "topics.md", TopicsPage.of(catalogue));
    }
}
