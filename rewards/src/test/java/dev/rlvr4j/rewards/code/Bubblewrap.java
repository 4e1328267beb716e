package dev.rlvr4j.rewards.code;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this machine can sandbox at all, found out without any code of ours: else ours could hide its own faults. */
final class Bubblewrap {
    private Bubblewrap() {}

    static void assumeWorks() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "there is no Python in /usr/bin");
        assumeTrue(Tools.ofThisMachine().find("bwrap").isPresent(), "bubblewrap is not installed");
        Process bare = new ProcessBuilder("bwrap", "--unshare-user", "--ro-bind", "/", "/", "true")
                .redirectErrorStream(true)
                .start();
        String says = new String(bare.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assumeTrue(bare.waitFor() == 0, "this machine lets bubblewrap make no name spaces: " + says);
    }
}
