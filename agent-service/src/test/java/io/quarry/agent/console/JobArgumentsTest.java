package io.quarry.agent.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.Violation;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Violations;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobArgumentsTest {
    private final Violations violations = new Violations();

    private JobArguments parse(String... words) {
        return JobArguments.parse(List.of(words), JobCatalogue.installed(), violations);
    }

    @Test
    void readsValuesAndSwitchesInAnyOrder() {
        JobArguments arguments =
                parse("--pid", "5", "--modules", "current-process", "--parent-pid=1", "--priority=false");
        assertThat(violations.isEmpty()).isTrue();
        assertThat(arguments.parameters())
                .hasToString("{\"pid\":\"5\",\"modules\":\"true\",\"parent_pid\":\"1\",\"priority\":\"false\"}");
    }

    @Test
    void collectsSeveralValuesOfAList() {
        JobArguments arguments = parse("registry-key", "--registry-keys=a", "--registry-keys=b=c", "--registry-keys=d");
        assertThat(violations.isEmpty()).isTrue();
        assertThat(arguments.parameters()).hasToString("{\"registry_keys\":[\"a\",\"b=c\",\"d\"]}");
    }

    @Test
    void saysEverythingThatIsWrong() {
        parse("current-process", "stray", "--pid=1", "--pid=2", "--parent-pid");
        assertThat(violations.list())
                .extracting(Violation::getField)
                .containsExactly("(arguments)", "--pid", "--parent-pid");
    }

    @Test
    void namesTheJobsThereAre() {
        assertThat(parse("--pid=1").job()).isNull();
        assertThat(violations.list()).singleElement().satisfies(violation -> assertThat(violation.getMessage())
                .contains("current-process"));
    }
}
