package dev.rlvr4j.trainer;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.optim.Optimizer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real policy small enough to check by hand: softmax over a table of logits, exact gradients, AdamW, all in double. */
final class BigramPolicy implements Policy {
    /** Stands for kill -9: nothing catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    static final int CONTEXT = 16;

    final int vocabulary;
    final double[] logits;
    final double[] gradient;
    private final double[] base;
    private final double[] m;
    private final double[] v;
    private long steps;

    int computedTokens;
    final Set<Thread> threads = new HashSet<>();
    /** Forward passes, counted from 0, that give NaN. */
    Set<Integer> poisoned = Set.of();
    /** Whether the next saveState fails half-way, as a full disk would. */
    /** Bytes that files still take before the disk is full. */
    long room = Long.MAX_VALUE;

    /** Whether it says that a frozen adapter is below it. */
    boolean standsOnAdapter;

    /** Whether the process dies in the middle of {@link #saveState}. */
    boolean dies;

    private int forwards;

    BigramPolicy(int vocabulary, long seed) {
        this.vocabulary = vocabulary;
        this.logits = new double[vocabulary * vocabulary];
        Arrays.setAll(logits, i -> 0.1 * CounterRandom.uniform(seed, i));
        this.base = logits.clone();
        this.gradient = new double[logits.length];
        this.m = new double[logits.length];
        this.v = new double[logits.length];
    }

    private TokenScores evaluate(List<SequenceGroup> batch, double temperature, double[] table) {
        threads.add(Thread.currentThread());
        int n = batch.stream().mapToInt(group -> group.askedTokens()).sum();
        float[] logProbs = new float[n];
        float[] entropies = new float[n];
        visit(batch, (i, previous, token) -> {
            double[] lp = BigramTable.logProbs(table, vocabulary, previous, temperature);
            logProbs[i] = (float) lp[token];
            entropies[i] = (float) entropy(lp);
        });
        return new TokenScores(logProbs, entropies);
    }

    private interface Visitor {
        void at(int index, int previous, int token);
    }

    private static void visit(List<SequenceGroup> batch, Visitor visitor) {
        int i = 0;
        for (SequenceGroup group : batch) {
            for (int c = 0; c < group.completions().size(); c++) {
                int[] completion = group.completions().get(c);
                int previous = group.prompt()[group.prompt().length - 1];
                for (int t = 0; t < completion.length; t++) {
                    if (group.asks(c, t)) {
                        visitor.at(i++, previous, completion[t]);
                    }
                    previous = completion[t];
                }
            }
        }
    }

    private static double entropy(double[] logProbs) {
        return -Arrays.stream(logProbs).map(lp -> Math.exp(lp) * lp).sum();
    }

    @Override
    public boolean standsOnAdapter() {
        return standsOnAdapter;
    }

    @Override
    public Forward forward(List<SequenceGroup> batch, double temperature) {
        TokenScores scores = evaluate(batch, temperature, logits);
        computedTokens += scores.logProbs().length;
        if (poisoned.contains(forwards++)) {
            scores.logProbs()[0] = Float.NaN;
        }
        return new Forward() {
            private boolean done;

            @Override
            public TokenScores scores() {
                return scores;
            }

            @Override
            public void backward(float[] logProbGradient, float @Nullable [] entropyGradient) {
                if (done) {
                    throw new RlvrException("backward was called twice");
                }
                done = true;
                visit(batch, (i, previous, token) -> {
                    double[] lp = BigramTable.logProbs(logits, vocabulary, previous, temperature);
                    double h = entropy(lp);
                    for (int j = 0; j < vocabulary; j++) {
                        double p = Math.exp(lp[j]);
                        double d = logProbGradient[i] * ((j == token ? 1 : 0) - p);
                        if (entropyGradient != null) {
                            d -= entropyGradient[i] * p * (lp[j] + h);
                        }
                        gradient[previous * vocabulary + j] += d / temperature;
                    }
                });
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public TokenScores score(List<SequenceGroup> batch, double temperature) {
        return evaluate(batch, temperature, logits);
    }

    @Override
    public TokenScores scoreBase(List<SequenceGroup> batch, double temperature) {
        return evaluate(batch, temperature, base);
    }

    @Override
    public double gradientNorm() {
        return Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
    }

    @Override
    public List<String> trainableNames() {
        return List.of("logits");
    }

    @Override
    public void step(Optimizer with, double learningRate, double gradientScale) {
        AdamW optimizer = (AdamW) with;
        threads.add(Thread.currentThread());
        steps++;
        double c1 = 1 - Math.pow(optimizer.beta1(), (double) steps);
        double c2 = 1 - Math.pow(optimizer.beta2(), (double) steps);
        for (int i = 0; i < logits.length; i++) {
            double g = gradient[i] * gradientScale;
            m[i] = optimizer.beta1() * m[i] + (1 - optimizer.beta1()) * g;
            v[i] = optimizer.beta2() * v[i] + (1 - optimizer.beta2()) * g * g;
            logits[i] *= 1 - learningRate * optimizer.weightDecay();
            logits[i] -= learningRate * (m[i] / c1) / (Math.sqrt(v[i] / c2) + optimizer.epsilon());
        }
        discardGradients();
    }

    @Override
    public void discardGradients() {
        Arrays.fill(gradient, 0);
    }

    @Override
    public AdapterVersion version() {
        return new AdapterVersion("bigram", steps);
    }

    @Override
    public CompiledAdapter compile() {
        return new BigramTable(logits.clone(), vocabulary, version(), new AtomicInteger());
    }

    /** The base as samplers take it. */
    BigramTable compileBase() {
        return new BigramTable(base.clone(), vocabulary, AdapterVersion.BASE, new AtomicInteger());
    }

    @Override
    public long trainableParameters() {
        return logits.length;
    }

    @Override
    public int contextLength() {
        return CONTEXT;
    }

    @Override
    public void saveAdapter(Path directory) {
        write(directory.resolve("table.bin"), logits);
    }

    @Override
    public void saveState(Path directory) {
        if (dies) {
            write(directory.resolve("state.bin"), logits);
            throw new Killed();
        }
        write(directory.resolve("state.bin"), logits, m, v, new double[] {(double) steps});
    }

    @Override
    public void restore(Path directory) {
        double[] count = new double[1];
        read(directory.resolve("state.bin"), logits, m, v, count);
        steps = (long) count[0];
    }

    private void write(Path file, double[]... arrays) {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (double[] array : arrays) {
                for (double value : array) {
                    room -= Double.BYTES;
                    if (room < 0) {
                        throw new IOException("No space left on device");
                    }
                    out.writeDouble(value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(Path file, double[]... arrays) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (double[] array : arrays) {
                for (int i = 0; i < array.length; i++) {
                    array[i] = in.readDouble();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {}
}
