package dev.rlvr4j.core.text.jinja;

import dev.rlvr4j.core.InputException;

/** A template that is wrong, does not fit its variables, or refuses them with {@code raise_exception}. */
public final class TemplateException extends InputException {
    private static final long serialVersionUID = 1L;

    TemplateException(String problem) {
        super("chat template: " + problem);
    }

    TemplateException(String problem, int line) {
        super("chat template, line " + line + ": " + problem);
    }
}
