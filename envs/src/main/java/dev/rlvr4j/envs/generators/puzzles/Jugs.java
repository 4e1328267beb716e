package dev.rlvr4j.envs.generators.puzzles;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Generator {@code jugs}: measure an amount of water with jugs, a tap and a drain. Any moves count that reach it, as long as
 * each changes something and the last is the first to reach it. Size: the fewest moves that do.
 */
public final class Jugs implements Generator<Jugs.Settings> {
    private static final int MAX_DRAWS = 2_000;

    /**
     * Which jugs.
     *
     * @param minJugs fewest jugs
     * @param maxJugs most jugs
     * @param maxCapacity largest jug
     * @param minMoves fewest moves that the shortest way takes
     * @param maxMoves most moves that the shortest way takes
     */
    public record Settings(int minJugs, int maxJugs, int maxCapacity, int minMoves, int maxMoves) {
        public Settings {
            Bounds.range("jugs", minJugs, maxJugs, 2, 7);
            Bounds.within("max_capacity", maxCapacity, maxJugs + 1L, 50);
            Bounds.range("moves", minMoves, maxMoves, 1, 40);
        }
    }

    @Override
    public String name() {
        return "jugs";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 3, 12, 2, 2),
                new Settings(2, 3, 15, 3, 4),
                new Settings(2, 3, 16, 5, 7),
                new Settings(2, 2, 20, 8, 11),
                new Settings(2, 2, 30, 12, 20));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        List<Integer> sizes =
                IntStream.rangeClosed(2, settings.maxCapacity).boxed().toList();
        for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
            int count = draws.between(settings.minJugs, settings.maxJugs);
            int[] capacities = draws.sample(sizes, count).stream()
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .toArray();
            List<Map.Entry<Integer, List<Pour>>> targets =
                    JugSearch.shortest(capacities, settings.maxMoves).entrySet().stream()
                            .filter(way -> way.getKey() > 0 && way.getValue().size() >= settings.minMoves)
                            .sorted(Map.Entry.comparingByKey())
                            .toList();
            if (!targets.isEmpty()) {
                Map.Entry<Integer, List<Pour>> target = draws.of(targets);
                return item(capacities, target.getKey(), target.getValue());
            }
        }
        throw new InputException("jugs: no amount that takes " + settings.minMoves + " to " + settings.maxMoves
                + " moves in " + MAX_DRAWS + " draws; ask for fewer moves or larger jugs");
    }

    private static Item item(int[] capacities, int target, List<Pour> moves) {
        String jugs = IntStream.range(0, capacities.length)
                .mapToObj(i -> Pour.name(i) + " holds " + capacities[i])
                .collect(Collectors.joining(", "));
        return new Item(
                "Empty jugs: " + jugs + ". Moves: fill A, empty A, pour A B (until A is empty or B is full)."
                        + " Get exactly " + target + " into one jug and stop there. Moves, separated by commas:",
                moves.stream().map(Pour::toString).collect(Collectors.joining(", ")),
                moves.size(),
                Map.of(
                        "capacities",
                        IntStream.of(capacities).mapToObj(String::valueOf).collect(Collectors.joining(" ")),
                        "target",
                        Integer.toString(target)));
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        Map<String, String> facts = task.metadata();
        int[] capacities = Stream.of(
                        Objects.requireNonNull(facts.get("capacities")).split(" "))
                .mapToInt(Integer::parseInt)
                .toArray();
        int target = Integer.parseInt(Objects.requireNonNull(facts.get("target")));
        Optional<List<Pour>> moves = moves(answer, capacities.length);
        if (moves.isEmpty()) {
            return Answers.unreadable(answer, "a list of moves");
        }
        int[] water = new int[capacities.length];
        int reachedAfter = 0;
        for (int i = 0; i < moves.get().size(); i++) {
            Pour move = moves.get().get(i);
            if (reachedAfter > 0 || !move.apply(water, capacities)) {
                return Answers.wrong(answer, "move " + (i + 1) + ", " + move + ", changes nothing or comes too late");
            }
            reachedAfter = IntStream.of(water).anyMatch(w -> w == target) ? i + 1 : 0;
        }
        return reachedAfter > 0
                ? Answers.compared(answer, true, answer)
                : Answers.wrong(answer, "no jug holds " + target + " in the end");
    }

    private static Optional<List<Pour>> moves(String answer, int jugs) {
        List<Pour> moves = new ArrayList<>();
        for (String part : answer.split("[,;\n]", -1)) {
            Optional<Pour> move = Pour.parse(part, jugs);
            if (move.isEmpty()) {
                return Optional.empty();
            }
            moves.add(move.get());
        }
        return Optional.of(moves);
    }
}
