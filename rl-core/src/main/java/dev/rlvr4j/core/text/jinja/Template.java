package dev.rlvr4j.core.text.jinja;

import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chat template, parsed once and rendered any number of times. Thread-safe.
 *
 * <p>Templates see the functions that transformers gives them: {@code raise_exception}, {@code strftime_now},
 * {@code namespace}, {@code range} and {@code dict}. A rendering that takes more than a million steps, nests deeper than 100
 * levels or makes a text of more than 16 million characters ends with an error.
 */
public final class Template {
    private final Statement.Block root;

    private Template(Statement.Block root) {
        this.root = root;
    }

    /** Parses a template; {@link TemplateException}, with the line, where it is wrong or beyond the supported subset. */
    public static Template parse(String source) {
        try {
            return new Template(Parser.parse(source));
        } catch (StackOverflowError e) {
            throw new TemplateException("it nests too deep to be read");
        }
    }

    /**
     * Renders the template.
     *
     * @param variables strings, booleans, numbers, null, and collections and maps of them
     * @param clock what {@code strftime_now} reads
     */
    public String render(Map<String, ? extends @Nullable Object> variables, Clock clock) {
        Scope scope = Scope.outermost(globals(clock)).inner();
        variables.forEach((name, value) -> scope.set(name, Values.fromJava(value)));
        StringBuilder out = new StringBuilder();
        try {
            root.run(scope, out);
        } catch (StackOverflowError e) {
            throw new TemplateException("it nests too deep to be rendered");
        }
        return out.toString();
    }

    private static Map<String, Callable> globals(Clock clock) {
        Map<String, Callable> globals = new HashMap<>();
        globals.put("raise_exception", (arguments, budget) -> {
            throw new TemplateException(Printer.str(arguments.need(0, "raise_exception"), budget));
        });
        globals.put(
                "strftime_now",
                (arguments, budget) -> Strftime.format(arguments.text(0, "strftime_now"), LocalDateTime.now(clock)));
        globals.put("namespace", (arguments, budget) -> new Namespace(arguments.named()));
        globals.put(
                "dict",
                (arguments, budget) -> new LinkedHashMap<@Nullable Object, @Nullable Object>(arguments.named()));
        globals.put("range", Template::range);
        return globals;
    }

    private static Object range(Callable.Arguments arguments, Budget budget) {
        boolean one = arguments.size() == 1;
        long begin = one ? 0 : arguments.integer(0, "start", 0);
        long end = arguments.integer(one ? 0 : 1, "stop", 0);
        long step = arguments.integer(2, "step", 1);
        if (step == 0) {
            throw new TemplateException("the step of range must not be 0");
        }
        List<@Nullable Object> numbers = new ArrayList<>();
        for (long i = begin; step > 0 ? i < end : i > end; i += step) {
            budget.step();
            numbers.add(i);
        }
        return numbers;
    }
}
