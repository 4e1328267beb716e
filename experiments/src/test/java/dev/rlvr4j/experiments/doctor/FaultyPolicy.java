package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.core.optim.Optimizer;
import java.nio.file.Path;
import java.util.List;

/** A policy that passes everything on; faults override what they break. */
class FaultyPolicy implements Policy {
    private final Policy real;

    FaultyPolicy(Policy real) {
        this.real = real;
    }

    @Override
    public Forward forward(List<SequenceGroup> batch, double temperature) {
        return real.forward(batch, temperature);
    }

    @Override
    public TokenScores score(List<SequenceGroup> batch, double temperature) {
        return real.score(batch, temperature);
    }

    @Override
    public TokenScores scoreBase(List<SequenceGroup> batch, double temperature) {
        return real.scoreBase(batch, temperature);
    }

    @Override
    public double gradientNorm() {
        return real.gradientNorm();
    }

    @Override
    public void step(Optimizer optimizer, double learningRate, double gradientScale) {
        real.step(optimizer, learningRate, gradientScale);
    }

    @Override
    public void discardGradients() {
        real.discardGradients();
    }

    @Override
    public AdapterVersion version() {
        return real.version();
    }

    @Override
    public CompiledAdapter compile() {
        return real.compile();
    }

    @Override
    public List<String> trainableNames() {
        return real.trainableNames();
    }

    @Override
    public long trainableParameters() {
        return real.trainableParameters();
    }

    @Override
    public int contextLength() {
        return real.contextLength();
    }

    @Override
    public void saveAdapter(Path directory) {
        real.saveAdapter(directory);
    }

    @Override
    public void saveState(Path directory) {
        real.saveState(directory);
    }

    @Override
    public void restore(Path directory) {
        real.restore(directory);
    }

    @Override
    public void close() {
        real.close();
    }
}
