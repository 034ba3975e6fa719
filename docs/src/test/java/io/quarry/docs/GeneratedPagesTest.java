package io.quarry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GeneratedPagesTest {
    private static final Path FOLDER = Path.of("").toAbsolutePath();
    private static final String REGENERATE = "mvn -q -pl docs -am test -Dtest=GeneratedPagesTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dquarry.docs.write=true";
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");

    @Test
    void checkedInPagesAreWhatTheSchemasSay() throws IOException {
        for (Map.Entry<String, String> page :
                GeneratedPages.of(JobCatalogue.installed()).entrySet()) {
            Path file = FOLDER.resolve(page.getKey());
            if (Boolean.getBoolean("quarry.docs.write")) {
                Files.writeString(file, page.getValue());
            }
            assertThat(Files.exists(file) ? Files.readString(file) : "")
                    .as("docs/%s is not what the schemas say; run: %s", page.getKey(), REGENERATE)
                    .isEqualTo(page.getValue());
        }
    }

    @Test
    void everyJobParameterAndColumnIsThere() {
        String page = JobsPage.of(JobCatalogue.installed());
        for (Job job : JobCatalogue.installed().jobs()) {
            assertThat(page).contains("## `" + job.name() + "`: " + job.title());
            job.params().getFields().forEach(f -> assertThat(page).contains("| `" + f.name() + "` | "));
            job.columns().getFields().forEach(f -> assertThat(page).contains("`" + f.name() + "`"));
        }
    }

    @Test
    void linksBetweenPagesLeadSomewhere() throws IOException {
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                assertThat(page.resolveSibling(link.group(1)))
                        .as("link in %s", page)
                        .exists();
            }
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".md")
                            && !f.startsWith(FOLDER.resolve("target"))
                            && !f.startsWith(FOLDER.resolve("src")))
                    .toList();
        }
    }
}
