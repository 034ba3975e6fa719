package io.quarry.agent.collect.service;

import io.quarry.agent.collect.host.units.Specifiers;
import io.quarry.agent.collect.host.units.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * A command of {@code ExecStart=} and the like, see systemd.service(5). Pure.
 *
 * @param prefixes signs before the program: {@code - @ : + ! |}
 * @param program first word without them, specifiers expanded; empty when there is none
 * @param arguments the words behind it
 */
record ExecCommand(String prefixes, String program, List<String> arguments) {
    private static final String PREFIXES = "-@:+!|";

    /** The commands of one assignment, which a word of a semicolon alone separates. */
    static List<ExecCommand> parse(String value, Specifiers specifiers) {
        List<ExecCommand> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (String word : Words.split(value)) {
            if (word.equals(";")) {
                add(commands, words, specifiers);
                words = new ArrayList<>();
            } else {
                words.add(word);
            }
        }
        add(commands, words, specifiers);
        return commands;
    }

    private static void add(List<ExecCommand> commands, List<String> words, Specifiers specifiers) {
        if (words.isEmpty()) {
            return;
        }
        String first = words.get(0);
        int start = 0;
        while (start < first.length() && PREFIXES.indexOf(first.charAt(start)) >= 0) {
            start++;
        }
        commands.add(new ExecCommand(
                first.substring(0, start),
                specifiers.expand(first.substring(start)),
                List.copyOf(words.subList(1, words.size()))));
    }
}
