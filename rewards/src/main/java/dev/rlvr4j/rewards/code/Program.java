package dev.rlvr4j.rewards.code;

import dev.rlvr4j.core.RlvrException;
import java.util.List;
import java.util.Map;

/**
 * What a {@link CodeRunner} runs.
 *
 * @param command the command and its arguments; it starts in the folder of the files
 * @param files text by plain file name
 * @param input what it reads from standard input
 */
public record Program(List<String> command, Map<String, String> files, String input) {
    public Program {
        command = List.copyOf(command);
        files = Map.copyOf(files);
        for (String name : files.keySet()) {
            if (name.isBlank() || name.startsWith(".") || name.contains("/") || name.contains("\\")) {
                throw new RlvrException("a program's file needs a plain name, but one is called '" + name + "'");
            }
        }
        if (command.isEmpty()) {
            throw new RlvrException("a program needs a command");
        }
    }
}
