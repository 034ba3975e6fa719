package io.quarry.agent.selftest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The same facts from a job and from a tool of the host, as texts that are equal when the facts are.
 *
 * @param job its name
 * @param parameters of the job, JSON
 * @param ours the facts of a row; none when the tool is not about such rows
 * @param theirs the facts of what the tool printed
 * @param whole whether the tool shows all that the job does; else what only the job shows is no difference
 */
record Comparison(
        String job,
        String parameters,
        OutsideTool tool,
        Function<JsonNode, List<String>> ours,
        Function<List<String>, Set<String>> theirs,
        boolean whole) {}
