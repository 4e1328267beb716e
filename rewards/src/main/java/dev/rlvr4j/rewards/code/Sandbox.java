package dev.rlvr4j.rewards.code;

import dev.rlvr4j.core.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The command line in front of a program that keeps it in. */
final class Sandbox {
    /** User ids that nobody has, one for each run in turn: the kernel never holds root to a number of processes. */
    private static final int FIRST_UID = 200_000;

    private static final int UIDS = 10_000;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final long SCRATCH_BYTES = 16 << 20;
    private static final String FOLDER = "/work";

    private final boolean bubblewrap;
    private final List<String> readable;

    private Sandbox(boolean bubblewrap, List<String> readable) {
        this.bubblewrap = bubblewrap;
        this.readable = List.copyOf(readable);
    }

    /**
     * Bubblewrap: own user, process, network and IPC name spaces; of the file system only /usr, /bin, /lib and the program's
     * folder, all read-only, and an empty /tmp of 16 MiB.
     *
     * @param readable further folders the program may read
     * @throws InputException if a tool is missing
     */
    static Sandbox bubblewrap(List<String> readable) {
        require("bwrap", "bubblewrap");
        require("prlimit", "util-linux");
        if (root()) {
            require("setpriv", "util-linux");
        }
        for (String folder : readable) {
            if (!folder.startsWith("/") || !Files.isDirectory(Path.of(folder))) {
                throw new InputException(
                        "the option 'readable' names '" + folder + "', which is not a folder with a full path");
            }
        }
        return new Sandbox(true, readable);
    }

    /** None: the program has all rights of this one. */
    static Sandbox none() {
        return new Sandbox(false, List.of());
    }

    /** Whether a program sees nothing of this one's processes and files. */
    boolean isolates() {
        return bubblewrap;
    }

    List<String> command(Program program, RunLimits limits, Path folder) {
        List<String> command = new ArrayList<>();
        if (found("prlimit").isPresent()) {
            command.addAll(List.of(
                    "prlimit",
                    "--nproc=" + limits.processes(),
                    "--as=" + limits.memoryBytes(),
                    "--fsize=" + limits.fileBytes(),
                    "--cpu=" + (1 + limits.wall().toSeconds()),
                    "--nofile=64",
                    "--core=0",
                    "--"));
        }
        if (bubblewrap) {
            addUser(command);
            command.addAll(
                    List.of("bwrap", "--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent"));
            command.addAll(List.of("--new-session", "--clearenv", "--cap-drop", "ALL"));
            command.addAll(List.of("--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin", "--setenv", "HOME", "/tmp"));
            for (String system : List.of("/usr", "/bin", "/lib", "/lib64")) {
                command.addAll(List.of("--ro-bind-try", system, system));
            }
            readable.forEach(path -> command.addAll(List.of("--ro-bind", path, path)));
            command.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"));
            command.addAll(List.of("--size", String.valueOf(SCRATCH_BYTES), "--tmpfs", "/tmp"));
            command.addAll(List.of("--ro-bind", folder.toString(), FOLDER, "--remount-ro", "/"));
            command.addAll(List.of("--chdir", FOLDER, "--"));
        }
        command.addAll(program.command());
        return command;
    }

    private static void addUser(List<String> command) {
        if (root()) {
            String id = String.valueOf(FIRST_UID + Math.floorMod(NEXT.getAndIncrement(), UIDS));
            command.addAll(
                    List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups", "--no-new-privs", "--"));
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    static Optional<Path> found(String tool) {
        for (String folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            Path file = Path.of(folder, tool);
            if (!folder.isEmpty() && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static void require(String tool, String from) {
        if (found(tool).isEmpty()) {
            throw new InputException(
                    "there is no " + tool + " to run code in a sandbox; install it (apt-get install " + from
                            + "), or, to run what models write with all rights of this program, set the option sandbox: none");
        }
    }
}
