package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.envs.EndlessTasks;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskList;
import dev.rlvr4j.envs.TaskSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Arithmetic without end, e.g. {@code 17+38+25=} with the reference {@code 80}.
 *
 * <p>A hash of the question's text decides whether it is held out, so no index of the train source, however large, ever gives
 * a held-out question. The train source is endless and repeats questions by chance; held-out questions are all different, and
 * a smaller held-out part is the beginning of a larger one.
 */
public final class ArithmeticEnvironment implements Environment {
    /** Spaces up to this size are counted question by question. */
    private static final long COUNTED = 200_000;

    private static final int MAX_DRAWS = 1_000_000;

    private final ArithmeticSettings settings;
    private final long splitKey;
    private final TaskSource heldOut;
    private final TaskSource train = new Train();

    /** @throws InputException if the settings leave too few different questions for the held-out part */
    public ArithmeticEnvironment(ArithmeticSettings settings) {
        this.settings = settings;
        this.splitKey = CounterRandom.key(settings.seed(), "split");
        checkSpace();
        this.heldOut = new TaskList(drawHeldOut());
    }

    @Override
    public String name() {
        return "arithmetic";
    }

    @Override
    public TaskSource train() {
        return train;
    }

    @Override
    public TaskSource heldOut() {
        return heldOut;
    }

    /** Whether a question's text belongs to the held-out part. */
    public boolean isHeldOut(String question) {
        return CounterRandom.uniform(CounterRandom.key(splitKey, question), 0) < settings.heldOutShare();
    }

    private List<Task> drawHeldOut() {
        long key = CounterRandom.key(settings.seed(), "held-out");
        List<Task> tasks = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (long draw = 0; tasks.size() < settings.heldOutSize(); draw++) {
            Question question = draw(CounterRandom.key(key, draw));
            if (isHeldOut(question.text()) && seen.add(question.text())) {
                tasks.add(task("held-out", tasks.size(), question));
            }
        }
        return tasks;
    }

    /** Makes sure that both draws end: enough held-out questions, and at least one to train on. */
    private void checkSpace() {
        BigInteger space = settings.space();
        BigInteger enough;
        boolean trainable = true;
        if (space.compareTo(BigInteger.valueOf(COUNTED)) <= 0) {
            long heldOutQuestions = 0;
            for (long i = 0; i < space.longValue(); i++) {
                heldOutQuestions += isHeldOut(enumerated(i).text()) ? 1 : 0;
            }
            enough = BigInteger.valueOf(heldOutQuestions);
            trainable = heldOutQuestions < space.longValue();
        } else { // half of what is expected leaves room for chance and for quick draws
            enough = new BigDecimal(space)
                    .multiply(BigDecimal.valueOf(settings.heldOutShare() / 2))
                    .toBigInteger();
        }
        if (enough.compareTo(BigInteger.valueOf(settings.heldOutSize())) < 0 || !trainable) {
            throw new InputException("arithmetic: these settings give " + space
                    + " different questions, too few to hold out " + settings.heldOutSize() + " at a heldOutShare of "
                    + settings.heldOutShare() + " and train on the rest (" + enough
                    + " can be held out); widen min..max, raise terms, or change heldOutSize or heldOutShare");
        }
    }

    /** The i-th of all questions: its digits in mixed radix. */
    private Question enumerated(long i) {
        long rest = i;
        long range = (long) settings.max() - settings.min() + 1;
        List<Long> operands = new ArrayList<>();
        StringBuilder operators = new StringBuilder();
        for (int t = 0; t < settings.terms(); t++) {
            operands.add(settings.min() + rest % range);
            rest /= range;
            if (t > 0) {
                int choices = settings.operators().length();
                operators.append(settings.operators().charAt((int) (rest % choices)));
                rest /= choices;
            }
        }
        return new Question(operands, operators.toString());
    }

    private Question draw(long key) {
        List<Long> operands = new ArrayList<>();
        StringBuilder operators = new StringBuilder();
        double range = (double) settings.max() - settings.min() + 1;
        for (int t = 0; t < settings.terms(); t++) {
            operands.add(settings.min() + (long) (CounterRandom.uniform(key, 2L * t) * range));
            if (t > 0) {
                int choices = settings.operators().length();
                operators.append(settings.operators().charAt(CounterRandom.below(key, 2L * t + 1, choices)));
            }
        }
        return new Question(operands, operators.toString());
    }

    private static Task task(String part, long index, Question question) {
        return new Task(
                "arithmetic/" + part + "/" + index,
                question.text(),
                Long.toString(question.answer()),
                Map.of("terms", Integer.toString(question.operands().size())));
    }

    private final class Train implements EndlessTasks {
        @Override
        public Task make(long index) {
            long key = CounterRandom.key(CounterRandom.key(settings.seed(), "train"), index);
            for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
                Question question = draw(CounterRandom.key(key, attempt));
                if (!isHeldOut(question.text())) {
                    return ArithmeticEnvironment.task("train", index, question);
                }
            }
            throw new RlvrException("no train question in " + MAX_DRAWS + " draws at a heldOutShare of "
                    + settings.heldOutShare() + "; lower heldOutShare");
        }
    }
}
