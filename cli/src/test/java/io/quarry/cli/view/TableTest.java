package io.quarry.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {
    private static final CellText BERLIN = new CellText(ZoneId.of("Europe/Berlin"));

    @Test
    void numbersStandRightAndTextLeft() throws Exception {
        assertThat(printed(
                        100,
                        Column.all("pid", "name"),
                        "{\"pid\":1,\"name\":\"init\"}",
                        "{\"pid\":4711,\"name\":null}"))
                .containsExactly(" PID  NAME", "   1  init", "4711");
    }

    @Test
    void theWidestColumnGivesWay() throws Exception {
        List<String> lines =
                printed(30, Column.all("a", "b"), "{\"a\":\"short\",\"b\":\"%s\"}".formatted("x".repeat(80)));
        assertThat(lines).allMatch(l -> l.length() <= 30);
        assertThat(lines.get(1)).isEqualTo("short  " + "x".repeat(20) + "...");
    }

    @Test
    void whatAnEndpointSentCannotMoveTheCursor() throws Exception {
        assertThat(printed(100, Column.all("name"), "{\"name\":\"a\\nb\\u001b[31m\\ud83d\\u202e\"}"))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("a\\nb\\x1b[31m\\ud83d\\u202e");
    }

    @Test
    void instantsShowInTheUsersZone() throws Exception {
        assertThat(BERLIN.of(json("\"2026-07-01T10:00:00.123456Z\""))).isEqualTo("2026-07-01 12:00:00");
        assertThat(BERLIN.of(json("\"2026-13-01T10:00:00Z\""))).isEqualTo("2026-13-01T10:00:00Z");
    }

    @Test
    void nestedValuesFitInACell() throws Exception {
        assertThat(BERLIN.of(json("{\"site\":\"berlin\",\"tier\":null,\"tags\":[1,\"b\"]}")))
                .isEqualTo("site=berlin tags=1, b");
    }

    @Test
    void aFieldInsideAnotherIsAColumn() throws Exception {
        assertThat(printed(
                        100,
                        Column.all("definition.schedule.frequency"),
                        "{\"definition\":{\"schedule\":{\"frequency\":\"NOW\"}}}"))
                .containsExactly("FREQUENCY", "NOW");
    }

    @Test
    void csvQuotesWhatItMust() throws Exception {
        StringWriter out = new StringWriter();
        Csv csv = new Csv(new PrintWriter(out));
        csv.add(json("{\"a\":\"x,\\\"y\\\"\",\"b\":{\"c\":1},\"d\":null}"));
        assertThat(out).hasToString("a,b,d\r\n\"x,\"\"y\"\"\",\"{\"\"c\"\":1}\",\r\n");
    }

    private static List<String> printed(int width, List<Column> columns, String... rows) throws Exception {
        Table table = new Table(columns, BERLIN);
        for (String row : rows) {
            table.add(json(row));
        }
        StringWriter out = new StringWriter();
        table.print(new PrintWriter(out), width);
        return out.toString().lines().toList();
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }
}
