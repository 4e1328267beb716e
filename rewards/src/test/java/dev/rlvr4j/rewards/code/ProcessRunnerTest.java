package dev.rlvr4j.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.rewards.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What hostile code can do in the sandbox. {@link ProcessRunner#sandboxed} has tried the limits before any of it runs. */
@Timeout(120)
class ProcessRunnerTest {
    private static final RunLimits LIMITS = new RunLimits(Duration.ofSeconds(10), 256L << 20, 16, 100_000);

    private static CodeRunner runner = ProcessRunner.unsandboxed();

    @BeforeAll
    static void open() throws Exception {
        Bubblewrap.assumeWorks();
        runner = ProcessRunner.sandboxed(List.of());
    }

    private static Run python(String source) throws InterruptedException {
        return runner.run(Language.PYTHON.program(source, "some input\n"), LIMITS);
    }

    @Test
    void runsAProgramWithItsInput() throws Exception {
        Run run = python("import sys\nprint(sys.stdin.read().upper())\nprint('oh', file=sys.stderr)\nsys.exit(3)");

        assertThat(run.output()).isEqualTo("SOME INPUT\n\n");
        assertThat(run.errors()).isEqualTo("oh\n");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.end()).isEqualTo(Run.End.EXITED);
        assertThat(run.succeeded()).isFalse();
    }

    @Test
    void seesNoFilesButTheSystemsAndItsOwn(@TempDir Path secret) throws Exception {
        Path file = Files.writeString(secret.resolve("secret.txt"), "42");
        Run run = python("""
                import os
                def sees(path):
                    try:
                        return bool(os.listdir(path) if os.path.isdir(path) else open(path).read())
                    except OSError as e:
                        return False
                for path in ['%s', '%s', '/root', '/home', '/etc/passwd', '/etc/shadow', '/var', '/sys', '/proc/1/environ']:
                    if sees(path): print('sees', path)
                print(sorted(os.listdir('/work')), sorted(os.listdir('/tmp')), dict(os.environ).keys() - {'PWD', 'LC_CTYPE'})
                """.formatted(file, System.getProperty("user.dir")));

        assertThat(run.output().lines().filter(line -> line.startsWith("sees")).toList())
                .allMatch(line -> line.equals("sees /proc/1/environ")); // its own sandbox's, which holds nothing
        assertThat(run.output().lines().reduce((a, b) -> b).orElse(""))
                .startsWith("['main.py'] [] ")
                .contains("PATH")
                .contains("HOME")
                .doesNotContain("JAVA");
    }

    @Test
    void writesNowhereButInAScratchFolder() throws Exception {
        Run run = python("""
                import os
                for path in ['/work/x', '/x', '/usr/x', '/dev/x', '/dev/shm/x', '/proc/x', '/work/main.py', '/tmp/x']:
                    try:
                        open(path, 'w').write('x'); print('wrote', path)
                    except OSError: pass
                """);
        assertThat(run.output()).isEqualTo("wrote /tmp/x\n");
        assertThat(python("import os; print(os.path.exists('/tmp/x'))").output())
                .isEqualTo("False\n");
    }

    @Test
    void cannotFillTheDisk() throws Exception {
        Run run = python("""
                n = 0
                try:
                    for i in range(1000):
                        with open('/tmp/f%d' % i, 'wb') as f: n += f.write(b'x' * 90000)
                except OSError: pass
                print(n // 1000000)
                """);
        assertThat(Integer.parseInt(run.output().strip())).isBetween(1, 17);
        assertThat(python("open('/tmp/f', 'wb').write(b'x' * 1000000)").succeeded())
                .isFalse();
    }

    @Test
    void opensNoConnections() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(300);
            Run run = python("""
                    import socket
                    for address in [('127.0.0.1', %d), ('10.0.0.1', 80)]:
                        try:
                            socket.create_connection(address, 2); print('connected')
                        except OSError as e: print('refused')
                    """.formatted(server.getLocalPort()));
            assertThat(run.output()).isEqualTo("refused\nrefused\n");
            assertThatThrownBy(server::accept).isInstanceOf(IOException.class);
        }
    }

    @Test
    void forksNoFurtherThanAllowed() throws Exception {
        Run run = python("""
                import os, time
                n = 0
                try:
                    while n < 500:
                        if os.fork() == 0:
                            time.sleep(20); os._exit(0)
                        n += 1
                except OSError: pass
                print(n, flush=True)
                os._exit(0)
                """);
        assertThat(Integer.parseInt(run.output().strip())).isBetween(1, 16);
        assertThat(run.millis()).isLessThan(9000); // the children went with it
        Run bomb = runner.run(
                script("bomb-7f3a.py", "import os\nwhile True:\n  try: os.fork(); os.setsid()\n  except OSError: pass"),
                LIMITS.within(Duration.ofSeconds(1)));
        assertThat(bomb.end()).isEqualTo(Run.End.TIMED_OUT);
        assertThat(strays("bomb-7f3a.py")).isZero();
    }

    @Test
    void allocatesNoMoreThanAllowed() throws Exception {
        Run run = python("a = []\nwhile True: a.append(bytearray(10_000_000))");

        assertThat(run.end()).isEqualTo(Run.End.EXITED);
        assertThat(run.succeeded()).isFalse();
        assertThat(run.errors()).contains("MemoryError");
    }

    @Test
    void processesTogetherTakeNoMoreThanAllowed() throws Exception {
        // Each stays below the limit of 256 MiB, which the kernel holds it to; seven of them do not.
        Run run = python("""
                import os, time
                for i in range(6):
                    if os.fork() == 0: break
                a = bytearray(120_000_000)
                time.sleep(20)
                """);
        assertThat(run.end()).isEqualTo(Run.End.OUT_OF_MEMORY);
        assertThat(run.succeeded()).isFalse();
        assertThat(run.millis()).isLessThan(9000);
    }

    @Test
    void memoryThatNoLimitCountsAndOtherProcessesAreOutOfReach() throws Exception {
        Run run = python("""
                import ctypes, os
                libc = ctypes.CDLL(None, use_errno=True)
                print('shmget', libc.shmget(0, 64 << 20, 0o1600), os.strerror(ctypes.get_errno()))
                try: os.memfd_create('x')
                except OSError as e: print('memfd', e.strerror)
                print('ptrace', libc.ptrace(16, 1, 0, 0), os.strerror(ctypes.get_errno()))
                print(len(os.listdir('/proc/self/fd')))
                """);
        assertThat(run.output().lines())
                .containsExactly(
                        "shmget -1 Operation not permitted",
                        "memfd Operation not permitted",
                        "ptrace -1 Operation not permitted",
                        "4"); // its input, outputs and the folder it lists: none of the sandbox's own
    }

    @Test
    void setsPrintInOneOrder() throws Exception {
        String words = "print({str(i) for i in range(50)})";
        assertThat(python(words).output())
                .hasSizeGreaterThan(100)
                .isEqualTo(python(words).output());
    }

    @Test
    void anEndlessLoopEndsInTime() throws Exception {
        Run run = runner.run(Language.PYTHON.program("while True: pass", ""), LIMITS.within(Duration.ofMillis(500)));
        assertThat(run.end()).isEqualTo(Run.End.TIMED_OUT);
        assertThat(run.millis()).isBetween(400L, 5000L);
        Run late = Deadline.in(Duration.ofMillis(300))
                .run(() -> runner.run(Language.PYTHON.program("while True: pass", ""), LIMITS));
        assertThat(late.end()).isEqualTo(Run.End.TIMED_OUT);
        assertThat(late.millis()).isLessThan(5000);
    }

    @Test
    void endlessOutputIsCut() throws Exception {
        Run run = python("while True: print('x' * 1000)");
        assertThat(run.succeeded()).isFalse();
        assertThat(run.output()).hasSizeLessThanOrEqualTo(100_000);
    }

    @Test
    void anInterruptKillsTheProgramAndLeavesNothing() throws Exception {
        Thread thread = new Thread(() -> {
            try {
                runner.run(
                        script("interrupted-7f3a.py", "import time; time.sleep(60)"),
                        LIMITS.within(Duration.ofMinutes(1)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        Thread.sleep(400);
        thread.interrupt();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(strays("interrupted-7f3a.py")).isZero();
        assertThat(folders("interrupted-7f3a.py")).isZero();
    }

    @Test
    void badLimitsAndNamesAreRefused() {
        assertThatThrownBy(() -> new RunLimits(Duration.ZERO, 1 << 20, 1, 1)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Program(List.of("sh"), Map.of("../x", ""), ""))
                .isInstanceOf(RlvrException.class);
        assertThatThrownBy(() -> ProcessRunner.sandboxed(List.of("nowhere")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'readable' names 'nowhere'");
    }

    private static Program script(String name, String source) {
        return new Program(List.of("python3", "-I", "-S", name), Map.of(name, source), "");
    }

    private static long folders(String name) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(folder -> Files.exists(folder.resolve("work").resolve(name)))
                    .count();
        }
    }

    /** Processes of this machine that still run a program of ours. */
    private static long strays(String name) throws InterruptedException {
        long left = 1;
        for (int i = 0; i < 50 && left > 0; i++) {
            Thread.sleep(50);
            left = ProcessHandle.allProcesses()
                    .filter(process -> process.info().commandLine().orElse("").endsWith("-I -S " + name))
                    .count();
        }
        return left;
    }
}
