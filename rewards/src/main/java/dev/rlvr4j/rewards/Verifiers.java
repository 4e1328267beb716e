package dev.rlvr4j.rewards;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An immutable set of verifiers by name. {@link #standard} holds ours and every one on the class path that is listed in
 * {@code META-INF/services/dev.rlvr4j.rewards.Verifier}; {@link #with} adds one written in code.
 *
 * <pre>{@code
 * Verifiers verifiers = Verifiers.standard().with("short", attempt ->
 *         Score.of(attempt.response().length() < 200 ? 1 : 0, attempt.response().length() + " characters"));
 * Verifier numeric = verifiers.get("numeric");
 * }</pre>
 */
public final class Verifiers {
    private final SortedMap<String, Verifier> byName;

    private Verifiers(SortedMap<String, Verifier> byName) {
        this.byName = byName;
    }

    /**
     * The verifiers on the class path.
     *
     * @throws InputException if two share a name, or one cannot be loaded
     */
    public static Verifiers standard() {
        Verifiers verifiers = new Verifiers(new TreeMap<>());
        try {
            for (Verifier verifier : ServiceLoader.load(Verifier.class)) {
                verifiers = verifiers.with(verifier.name(), verifier);
            }
        } catch (ServiceConfigurationError e) {
            throw new InputException(
                    "a verifier listed in META-INF/services/" + Verifier.class.getName() + " cannot be loaded: "
                            + e.getMessage()
                            + "; it must be a public class with a public constructor without arguments",
                    e);
        }
        return verifiers;
    }

    /**
     * These verifiers and one more.
     *
     * @throws InputException if the name is blank or taken
     */
    public Verifiers with(String name, Verifier verifier) {
        if (name.isBlank()) {
            throw new InputException("verifier " + verifier.getClass().getName() + " has a blank name; give it one");
        }
        Verifier taken = byName.get(name);
        if (taken != null) {
            throw new InputException("two verifiers are named '" + name + "' (" + origin(taken) + " and "
                    + origin(verifier) + "); rename one");
        }
        SortedMap<String, Verifier> more = new TreeMap<>(byName);
        more.put(name, named(name, verifier));
        return new Verifiers(more);
    }

    /**
     * The verifier of a name.
     *
     * @throws InputException if there is none; it names the nearest known name and lists all
     */
    public Verifier get(String name) {
        Verifier verifier = byName.get(name);
        if (verifier == null) {
            String nearest = NearestName.of(name, byName.keySet())
                    .map(n -> "did you mean '" + n + "'? ")
                    .orElse("");
            throw new InputException("no verifier is named '" + name + "'; " + nearest + "Known: "
                    + String.join(", ", byName.keySet())
                    + ". A verifier of your own is found once its class is listed in META-INF/services/"
                    + Verifier.class.getName());
        }
        return verifier;
    }

    /**
     * The verifier of a name with options over its defaults.
     *
     * @throws InputException if there is none, it takes no options, or one is unknown or wrong
     */
    public Verifier get(String name, Map<String, ?> options) {
        Verifier verifier = get(name);
        if (verifier instanceof Configurable configurable) {
            try {
                return named(name, configurable.configured(Options.of(options)));
            } catch (InputException e) {
                throw new InputException("verifier '" + name + "': " + e.getMessage(), e);
            }
        }
        if (!options.isEmpty()) {
            throw new InputException("verifier '" + name + "' takes no options, but got "
                    + String.join(", ", new TreeMap<>(options).keySet()));
        }
        return verifier;
    }

    /** All names, in alphabetical order. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    private static String origin(Verifier verifier) {
        Verifier inner = verifier instanceof Named named
                ? named.verifier
                : verifier instanceof NamedAnswers answers ? answers.verifier : verifier;
        return inner.getClass().getName();
    }

    private static Verifier named(String name, Verifier verifier) {
        if (name.equals(verifier.name())) {
            return verifier;
        }
        return verifier instanceof AnswerVerifier answers ? new NamedAnswers(name, answers) : new Named(name, verifier);
    }

    /** A verifier under the name it was registered by. */
    private record Named(String name, Verifier verifier) implements Verifier {
        @Override
        public Score verify(Attempt attempt) throws Exception {
            return verifier.verify(attempt);
        }

        @Override
        public Optional<String> unusable(Attempt task) {
            return verifier.unusable(task);
        }
    }

    /** An answer verifier under the name it was registered by. */
    private record NamedAnswers(String name, AnswerVerifier verifier) implements AnswerVerifier {
        @Override
        public Judgement judge(Attempt attempt, Deadline deadline) throws Exception {
            return verifier.judge(attempt, deadline);
        }

        @Override
        public String version() {
            return verifier.version();
        }

        @Override
        public Optional<String> unusable(Attempt task) {
            return verifier.unusable(task);
        }
    }
}
