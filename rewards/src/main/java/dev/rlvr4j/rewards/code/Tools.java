package dev.rlvr4j.rewards.code;

import dev.rlvr4j.core.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The programs that make a sandbox.
 *
 * @param path folders they are looked for in, as the environment variable PATH lists them
 */
record Tools(String path) {
    static Tools ofThisMachine() {
        return new Tools(String.valueOf(System.getenv("PATH")));
    }

    Optional<Path> find(String tool) {
        for (String folder : path.split(":", -1)) {
            Path file = Path.of(folder, tool);
            if (!folder.isEmpty() && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** @throws InputException if it is not there; it names the package that has it */
    Path require(String tool, String from) {
        return find(tool)
                .orElseThrow(
                        () -> new InputException(
                                "there is no " + tool
                                        + " to run code in a sandbox; install it (apt-get install " + from
                                        + "), or, to run what models write with all rights of this program, set the option sandbox: none"));
    }
}
