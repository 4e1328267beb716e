package dev.rlvr4j.envs.generators.puzzles;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Generator {@code knights_knaves}: who tells the truth (a knight) and who lies (a knave), from what each says. Exactly one
 * assignment fits. Size: people times depth of what they say.
 */
public final class KnightsKnaves implements Generator<KnightsKnaves.Settings> {
    private static final List<String> NAMES = List.of(
            "Ada", "Bo", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana", "Ivo", "June", "Kim", "Leo", "Mia", "Noor",
            "Otto", "Pia");
    private static final String KNIGHT = "knight";
    private static final String KNAVE = "knave";

    /**
     * Who says what.
     *
     * @param minPeople fewest people
     * @param maxPeople most people
     * @param depth most plain claims in a statement; plain claims alone never fit only one assignment
     */
    public record Settings(int minPeople, int maxPeople, int depth) {
        public Settings {
            Bounds.range("people", minPeople, maxPeople, 2, 8);
            Bounds.within("depth", depth, 2, 4);
        }
    }

    @Override
    public String name() {
        return "knights_knaves";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 2, 2),
                new Settings(3, 3, 2),
                new Settings(4, 4, 2),
                new Settings(4, 5, 3),
                new Settings(6, 7, 3));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        while (true) { // at every setting more than one draw in a hundred fits exactly one assignment
            int count = draws.between(settings.minPeople, settings.maxPeople);
            List<String> names = draws.sample(NAMES, count);
            List<Statement> said = Stream.generate(
                            () -> Statement.drawn(draws.between(1, settings.depth), count, draws))
                    .limit(count)
                    .toList();
            List<Integer> fitting = IntStream.range(0, 1 << count)
                    .filter(knights -> fits(said, knights))
                    .boxed()
                    .toList();
            if (fitting.size() == 1) {
                return item(names, said, fitting.get(0), count * settings.depth);
            }
        }
    }

    /** Whether everybody's statement is true exactly where the speaker's bit is set. */
    private static boolean fits(List<Statement> said, int knights) {
        return IntStream.range(0, said.size())
                .allMatch(person -> said.get(person).holds(knights) == ((knights >> person & 1) == 1));
    }

    private static Item item(List<String> names, List<Statement> said, int knights, int size) {
        String statements = IntStream.range(0, names.size())
                .mapToObj(i -> names.get(i) + " says: \"" + said.get(i).text(names) + ".\"")
                .collect(Collectors.joining(" "));
        String roles = IntStream.range(0, names.size())
                .mapToObj(i -> names.get(i) + " " + ((knights >> i & 1) == 1 ? KNIGHT : KNAVE))
                .collect(Collectors.joining(", "));
        String form = names.stream().map(name -> name + " ROLE").collect(Collectors.joining(", "));
        return new Item(
                "Knights always tell the truth, knaves always lie. " + statements
                        + " Who is a knight and who is a knave (" + form + ")?",
                roles,
                size,
                Map.of("people", String.join(" ", names)));
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        List<String> people = List.of(Objects.requireNonNull(task.metadata().get("people"))
                .toLowerCase(Locale.ROOT)
                .split(" "));
        return roles(answer, people)
                .map(roles -> Answers.compared(
                        answer, roles.equals(roles(task.reference(), people).orElseThrow()), task.reference()))
                .orElseGet(() -> Answers.unreadable(answer, "one role for each person"));
    }

    /** Reads {@code Ada knight, Bo knave} or {@code Ada is a knight and Bo is a knave}: each person once, nothing else. */
    private static Optional<Map<String, String>> roles(String text, List<String> people) {
        List<String> words = new ArrayList<>(List.of(
                text.toLowerCase(Locale.ROOT).replaceAll("[,;:.]", " ").strip().split("\\s+")));
        words.removeAll(List.of("is", "a", "and"));
        SortedMap<String, String> roles = new TreeMap<>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            String role = words.get(i + 1);
            boolean known = people.contains(words.get(i)) && (role.equals(KNIGHT) || role.equals(KNAVE));
            if (!known || roles.put(words.get(i), role) != null) {
                return Optional.empty();
            }
        }
        return words.size() == 2 * people.size() && roles.size() == people.size()
                ? Optional.of(Collections.unmodifiableMap(roles))
                : Optional.empty();
    }
}
