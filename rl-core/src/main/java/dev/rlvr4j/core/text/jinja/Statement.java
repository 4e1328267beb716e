package dev.rlvr4j.core.text.jinja;

import dev.rlvr4j.core.text.jinja.Callable.Arguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a template that writes text or changes variables. */
sealed interface Statement {
    /** How a statement ended. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    Flow run(Scope scope, StringBuilder out);

    /** Statements one after the other. */
    record Block(List<Statement> body) implements Statement {
        @Override
        public Flow run(Scope scope, StringBuilder out) {
            for (Statement statement : body) {
                scope.budget().step();
                Flow flow = statement.run(scope, out);
                if (flow != Flow.NEXT) {
                    return flow;
                }
            }
            return Flow.NEXT;
        }
    }

    /** Plain text. */
    record Data(String text) implements Statement {
        @Override
        public Flow run(Scope scope, StringBuilder out) {
            scope.budget().length((long) out.length() + text.length());
            out.append(text);
            return Flow.NEXT;
        }
    }

    /** <code>{{ expression }}</code>. */
    record Output(Expression expression) implements Statement {
        @Override
        public Flow run(Scope scope, StringBuilder out) {
            String text = Printer.str(expression.value(scope), scope.budget());
            scope.budget().length((long) out.length() + text.length());
            out.append(text);
            return Flow.NEXT;
        }
    }

    /** <code>{% if %}</code> with its branches; the last condition may be the constant true of an else. */
    record If(List<Expression> conditions, List<Block> bodies) implements Statement {
        @Override
        public Flow run(Scope scope, StringBuilder out) {
            for (int i = 0; i < conditions.size(); i++) {
                if (Values.truthy(conditions.get(i).value(scope))) {
                    return bodies.get(i).run(scope, out);
                }
            }
            return Flow.NEXT;
        }
    }

    /** <code>{% for targets in elements if condition %}</code>. */
    record For(
            List<String> targets,
            Expression elements,
            @Nullable Expression condition,
            Block body,
            Block otherwise) implements Statement {
        @Override
        public Flow run(Scope scope, StringBuilder out) {
            List<@Nullable Object> chosen = new ArrayList<>();
            for (Object element : Values.elements(elements.value(scope), scope.budget())) {
                if (condition == null || Values.truthy(condition.value(with(element, scope)))) {
                    chosen.add(element);
                }
            }
            if (chosen.isEmpty()) {
                return otherwise.run(scope, out);
            }
            for (int i = 0; i < chosen.size(); i++) {
                Scope inner = with(chosen.get(i), scope);
                inner.set("loop", loop(chosen, i));
                if (body.run(inner, out) == Flow.BREAK) {
                    break;
                }
            }
            return Flow.NEXT;
        }

        private Scope with(@Nullable Object element, Scope scope) {
            Scope inner = scope.inner();
            bind(inner, targets, element);
            return inner;
        }

        private static Map<String, @Nullable Object> loop(List<@Nullable Object> elements, int index) {
            int size = elements.size();
            Map<String, @Nullable Object> loop = new HashMap<>();
            loop.put("index", index + 1L);
            loop.put("index0", (long) index);
            loop.put("revindex", (long) size - index);
            loop.put("revindex0", size - index - 1L);
            loop.put("first", index == 0);
            loop.put("last", index == size - 1);
            loop.put("length", (long) size);
            loop.put("previtem", index > 0 ? elements.get(index - 1) : new Undefined("previtem"));
            loop.put("nextitem", index < size - 1 ? elements.get(index + 1) : new Undefined("nextitem"));
            loop.put("cycle", (Callable)
                    (arguments, budget) -> arguments.need(index % Math.max(1, arguments.size()), "cycle"));
            return loop;
        }
    }

    /** <code>{% set a, b = expression %}</code>, or an attribute of a namespace. */
    record Set(List<String> targets, @Nullable String attribute, Expression expression) implements Statement {
        @Override
        public Flow run(Scope scope, StringBuilder out) {
            Object value = expression.value(scope);
            if (attribute == null) {
                bind(scope, targets, value);
            } else if (scope.get(targets.get(0)) instanceof Namespace namespace) {
                namespace.set(attribute, value);
            } else {
                throw new TemplateException("cannot set " + targets.get(0) + "." + attribute + ": " + targets.get(0)
                        + " is not a namespace");
            }
            return Flow.NEXT;
        }
    }

    /** <code>{% set name | filters %}text{% endset %}</code>. */
    record SetBlock(String target, Block body, @Nullable Expression filtered) implements Statement {
        /** The name under which {@link #filtered} finds the text. */
        static final String TEXT = "%text";

        @Override
        public Flow run(Scope scope, StringBuilder out) {
            String text = capture(body, scope.inner());
            if (filtered == null) {
                scope.set(target, text);
            } else {
                Scope inner = scope.inner();
                inner.set(TEXT, text);
                scope.set(target, filtered.value(inner));
            }
            return Flow.NEXT;
        }
    }

    /** <code>{% macro name(parameters) %}</code>. */
    record Macro(String name, List<String> parameters, List<@Nullable Expression> defaults, Block body)
            implements Statement {
        @Override
        public Flow run(Scope scope, StringBuilder out) {
            scope.set(name, (Callable) (arguments, budget) -> call(scope, arguments));
            return Flow.NEXT;
        }

        private String call(Scope scope, Arguments arguments) {
            if (arguments.size() > parameters.size()) {
                throw new TemplateException("macro " + name + " takes " + parameters.size()
                        + " argument(s), but is given " + arguments.size());
            }
            for (String given : arguments.named().keySet()) {
                if (!parameters.contains(given)) {
                    throw new TemplateException("macro " + name + " has no parameter '" + given + "'");
                }
            }
            Scope inner = scope.inner();
            for (int i = 0; i < parameters.size(); i++) {
                String parameter = parameters.get(i);
                Expression preset = defaults.get(i);
                boolean isGiven = i < arguments.size() || arguments.named().containsKey(parameter);
                Object absent = isGiven || preset == null ? new Undefined(parameter) : preset.value(inner);
                inner.set(parameter, arguments.get(i, parameter, absent));
            }
            scope.budget().enter();
            String text = capture(body, inner);
            scope.budget().leave();
            return text;
        }
    }

    /** <code>{% break %}</code> or <code>{% continue %}</code>. */
    record Jump(Flow flow) implements Statement {
        @Override
        public Flow run(Scope scope, StringBuilder out) {
            return flow;
        }
    }

    private static String capture(Block body, Scope scope) {
        StringBuilder text = new StringBuilder();
        body.run(scope, text);
        return text.toString();
    }

    private static void bind(Scope scope, List<String> targets, @Nullable Object value) {
        if (targets.size() == 1) {
            scope.set(targets.get(0), value);
            return;
        }
        List<@Nullable Object> parts = Values.elements(value, scope.budget());
        if (parts.size() != targets.size()) {
            throw new TemplateException(
                    "cannot unpack " + parts.size() + " value(s) into the " + targets.size() + " names " + targets);
        }
        for (int i = 0; i < parts.size(); i++) {
            scope.set(targets.get(i), parts.get(i));
        }
    }
}
