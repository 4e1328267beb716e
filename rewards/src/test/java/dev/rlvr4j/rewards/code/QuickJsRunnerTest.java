package dev.rlvr4j.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.rewards.Deadline;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile JavaScript can do. */
@Timeout(120)
class QuickJsRunnerTest {
    private static final RunLimits LIMITS = new RunLimits(Duration.ofSeconds(20), 32L << 20, 1, 10_000);
    private static final RunLimits BRIEF = LIMITS.within(Duration.ofMillis(500));

    private static CodeRunner runner = new QuickJsRunner();

    @BeforeAll
    static void open() {
        runner = Language.JAVASCRIPT.open(Isolation.BUBBLEWRAP, List.of(), LIMITS);
    }

    private static Run js(String source, String input, RunLimits limits) throws InterruptedException {
        return runner.run(Language.JAVASCRIPT.program(source, input), limits);
    }

    private static Run js(String source) throws InterruptedException {
        return js(source, "", LIMITS);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("rlvr-quickjs"))
                .count();
    }

    @Test
    void runsAProgramWithItsInput() throws Exception {
        Run run = js("""
                const n = Number(readline());
                print(n + 1, readline(), readline(), readline());
                console.error('oh');
                const later = await Promise.resolve([2n ** 70n]);
                console.log(`${later}`);
                """, "41\nzweite \u00fc'\"\\\n\n", LIMITS);

        assertThat(run.output()).isEqualTo("42 zweite \u00fc'\"\\  null\n1180591620717411303424\n");
        assertThat(run.errors()).isEqualTo("oh\n");
        assertThat(run.succeeded()).isTrue();
    }

    @Test
    void errorsSayWhatAndWhere() throws Exception {
        Run thrown = js("print(1)\nfunction f() { throw new TypeError('bad') }\nf()");
        assertThat(thrown.exitCode()).isEqualTo(1);
        assertThat(thrown.output()).isEqualTo("1\n");
        assertThat(thrown.errors())
                .startsWith("Error: bad\n    at f (main.js:2")
                .doesNotContain("panicked", "RUST");
        assertThat(js("let let x").errors()).startsWith("Error: ").contains("main.js:1:");
        assertThat(js("await Promise.reject(new Error('late'))").exitCode()).isEqualTo(1);
    }

    @Test
    void seesNoHost(@TempDir Path secret) throws Exception {
        Files.writeString(secret.resolve("secret.txt"), "42");
        Run run = js("""
                for (const name of ['java_invoke', 'Javy', 'plugin', 'process', 'require', 'os', 'std', 'fetch', 'Java',
                        'Packages', 'XMLHttpRequest', 'WebSocket', 'Worker', 'scriptArgs', 'Deno', 'WebAssembly']) {
                    if (typeof globalThis[name] !== 'undefined') print('has', name);
                }
                for (const module of ['os', 'std', 'fs', 'net', 'node:fs', '%s', '/etc/passwd', './main.js']) {
                    try { await import(module); print('imported', module) } catch (e) { }
                }
                try { print((0, eval)('java_invoke')) } catch (e) { print(e.name) }
                try { print(new Function('return Javy')()) } catch (e) { print(e.name) }
                """.formatted(secret.resolve("secret.txt")));
        assertThat(run.output()).isEqualTo("ReferenceError\nReferenceError\n");
        assertThat(run.succeeded()).isTrue();
    }

    @Test
    void opensNoConnections() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(300);
            String address = "http://127.0.0.1:" + server.getLocalPort() + "/";
            Run run = js("for (const how of [() => fetch('" + address + "'), () => import('" + address + "')])"
                    + " try { await how(); print('opened') } catch (e) { print('refused') }");
            assertThat(run.output()).isEqualTo("refused\nrefused\n");
            assertThatThrownBy(server::accept).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true) {}",
                "while (true) { try { while (true) {} } catch (e) {} finally { continue } }",
                "function again() { Promise.resolve().then(again) } again()",
                "/^(a+)+$/.test('a'.repeat(40) + 'b')",
                "const a = Array(1e4).fill(1); while (true) a.sort(() => 1)",
                "let s = 'x'.repeat(1e4); while (true) s.split('').reverse().join('')",
                "let n = 3n; while (true) n = (n * n) % (2n ** 4000n)"
            })
    void whatNeverEndsIsStoppedAndLeavesNoThread(String source) throws Exception {
        Run run = js(source, "", BRIEF);
        assertThat(run.end()).isEqualTo(Run.End.TIMED_OUT);
        assertThat(run.millis()).isBetween(490L, 10_000L);
        assertThat(run.errors()).isEmpty();
        assertThat(threads()).isZero();
    }

    @Test
    void theDeadlineOfTheThreadCounts() throws Exception {
        Run run = Deadline.in(Duration.ofMillis(300)).run(() -> js("while (true) {}"));
        assertThat(run.end()).isEqualTo(Run.End.TIMED_OUT);
        assertThat(run.millis()).isLessThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const a = []; while (true) a.push(new Array(10000).fill(1))",
                "const a = []; while (true) a.push(new Uint8Array(1e6))",
                "let s = 'x'; while (true) s += s",
                "new ArrayBuffer(2e9)",
                "function f(n) { return f(n + 1) + 1 } f(0)",
                "JSON.parse('['.repeat(200000))",
                "(0, eval)('('.repeat(200000))"
            })
    void allocationAndRecursionAreBounded(String source) throws Exception {
        Run run = js(source);
        assertThat(run.end()).isEqualTo(Run.End.EXITED);
        assertThat(run.succeeded()).isFalse();
        assertThat(run.errors()).isNotBlank();
        assertThat(js("print('fine')").output()).isEqualTo("fine\n");
    }

    @Test
    void memoryIsWhatTheLimitSays() throws Exception {
        String fill = "const a = []; try { while (true) a.push(new Uint8Array(1 << 20).fill(1)) } catch (e) {}"
                + " const n = a.length; a.length = 0; print(n)";
        assertThat(Integer.parseInt(js(fill).output().strip())).isBetween(10, 32);
        RunLimits more = new RunLimits(LIMITS.wall(), 64L << 20, 1, 10_000);
        assertThat(Integer.parseInt(js(fill, "", more).output().strip())).isBetween(33, 64);
    }

    @Test
    void moreMemoryThanTheHeapCanGiveIsRefused() {
        RunLimits huge = new RunLimits(LIMITS.wall(), Runtime.getRuntime().maxMemory() / 4, 1, 10_000);
        assertThatThrownBy(() -> js("", "", huge))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("lower memory_mb");
    }

    @Test
    void endlessOutputIsCut() throws Exception {
        Run run = js("while (true) print('x'.repeat(1000))");
        assertThat(run.end()).isEqualTo(Run.End.EXITED);
        assertThat(run.succeeded()).isFalse();
        assertThat(run.output()).hasSize(10_000);
        assertThat(run.errors()).contains("more than 10000 bytes of output");
        assertThat(js("while (true) console.error('x'.repeat(1000))").errors()).hasSizeLessThan(10_100);
    }

    @Test
    void anInterruptStopsTheProgram() throws Exception {
        Thread caller = new Thread(() -> {
            try {
                js("while (true) {}");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        caller.start();
        Thread.sleep(300);
        caller.interrupt();
        caller.join(15_000);
        assertThat(caller.isAlive()).isFalse();
        assertThat(threads()).isZero();
    }

    @Test
    void otherProgramsAreRefused() {
        Program python = Language.PYTHON.program("print(1)", "");
        assertThatThrownBy(() -> runner.run(python, LIMITS)).isInstanceOf(RlvrException.class);
        Program none = new Program(List.of("qjs", "a.js"), Map.of("b.js", ""), "");
        assertThatThrownBy(() -> runner.run(none, LIMITS)).hasMessageContaining("qjs a.js");
    }

    @Test
    void withoutTheOptionalDependencyItSaysWhatToAdd() throws Exception {
        List<URL> rest = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.contains("quickjs4j") && !entry.contains("endive")) {
                rest.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader without =
                new URLClassLoader(rest.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> missing = without.loadClass(WithoutQuickJs.class.getName());
            assertThatThrownBy(() -> missing.getMethod("run").invoke(null))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessage(
                            "JavaScript needs io.roastedroot:quickjs4j:0.1.0 on the class path, an optional dependency")
                    .matches(e -> e.getClass().getName().equals(InputException.class.getName()));
        }
    }

    /** Called in a class loader that has no quickjs4j. */
    public static final class WithoutQuickJs {
        private WithoutQuickJs() {}

        public static void run() {
            Language.JAVASCRIPT.open(Isolation.BUBBLEWRAP, List.of(), LIMITS);
        }
    }
}
