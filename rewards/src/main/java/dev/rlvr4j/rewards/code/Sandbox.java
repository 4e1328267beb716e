package dev.rlvr4j.rewards.code;

import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The command line in front of a program that keeps it in. */
final class Sandbox {
    /** User ids that nobody has, one for each run in turn: the kernel never holds root to a number of processes. */
    private static final int FIRST_UID = 200_000;

    private static final int UIDS = 10_000;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final long SCRATCH_BYTES = 16 << 20;
    private static final String FOLDER = "/work";

    /** Where bubblewrap finds the filter of system calls among its open files, and where it tells how it went. */
    private static final String FILTER_FILE = "9";

    private static final String STATUS_FILE = "8";
    private static final String OPEN_FILES =
            "exec \"$@\" " + FILTER_FILE + "<\"$0/filter\" " + STATUS_FILE + ">\"$0/status\"";

    private final Tools tools;
    private final @Nullable Path bubblewrap;
    private final byte[] filter;
    private final List<String> readable;

    private Sandbox(Tools tools, @Nullable Path bubblewrap, byte[] filter, List<String> readable) {
        this.tools = tools;
        this.bubblewrap = bubblewrap;
        this.filter = filter;
        this.readable = List.copyOf(readable);
    }

    /**
     * Bubblewrap: own user, process, network and IPC name spaces; of the file system only /usr, /bin, /lib and the program's
     * folder, all read-only, and an empty /tmp of 16 MiB; without the system calls of {@link SystemCalls}.
     *
     * @param readable further folders the program may read
     * @throws InputException if a tool is missing
     */
    static Sandbox bubblewrap(Tools tools, List<String> readable) {
        Path found = tools.require("bwrap", "bubblewrap");
        tools.require("prlimit", "util-linux");
        if (root()) {
            tools.require("setpriv", "util-linux");
        }
        for (String folder : readable) {
            if (!folder.startsWith("/") || !Files.isDirectory(Path.of(folder))) {
                throw new InputException(
                        "the option 'readable' names '" + folder + "', which is not a folder with a full path");
            }
        }
        return new Sandbox(tools, found, SystemCalls.filter(System.getProperty("os.arch")), readable);
    }

    /** None: the program has all rights of this one. */
    static Sandbox none(Tools tools) {
        return new Sandbox(tools, null, new byte[0], List.of());
    }

    /** Whether a program sees nothing of this one's processes and files. */
    boolean isolates() {
        return bubblewrap != null;
    }

    /**
     * The command line of a run.
     *
     * @param root a folder for the sandbox's own files; {@code folder} in it has the program's
     * @throws IOException if they cannot be written
     */
    List<String> command(Program program, RunLimits limits, Path root, Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        if (bubblewrap != null) {
            Files.write(root.resolve("filter"), filter);
            command.addAll(List.of("/bin/sh", "-c", OPEN_FILES, root.toString()));
            addUser(command);
            command.add(bubblewrap.toString());
            command.addAll(List.of("--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent"));
            command.addAll(List.of("--new-session", "--clearenv", "--cap-drop", "ALL", "--seccomp", FILTER_FILE));
            command.addAll(List.of("--json-status-fd", STATUS_FILE));
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
        addLimits(command, limits);
        command.addAll(program.command());
        return command;
    }

    /** Whether the sandbox of a run that ended was set up and ran the program to its end. */
    boolean worked(Path root) throws IOException {
        return bubblewrap == null || Files.readString(root.resolve("status")).contains("\"exit-code\"");
    }

    /** Inside the sandbox: its user has no other processes, while outside a user's own ones would count, too. */
    private void addLimits(List<String> command, RunLimits limits) {
        if (tools.find("prlimit").isPresent()) {
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
}
