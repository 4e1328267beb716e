package dev.rlvr4j.experiments.assembly;

import ai.djl.Device;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.CompiledModel;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.rollout.RolloutPool;
import dev.rlvr4j.rollout.RolloutSettings;
import dev.rlvr4j.rollout.Rollouts;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.TurnSchedule;
import dev.rlvr4j.rollout.sampler.SamplerSettings;
import dev.rlvr4j.rollout.sampler.TransformerSampler;
import dev.rlvr4j.trainer.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Vert.x instance and the rollout pool on it. */
public final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final int BLOCKING_THREADS = 8;

    private final Vertx vertx;
    private final RolloutPool pool;
    private final Rollouts rollouts;
    private final boolean owns;

    private Workers(Vertx vertx, RolloutPool pool, Rollouts rollouts, boolean owns) {
        this.vertx = vertx;
        this.pool = pool;
        this.rollouts = rollouts;
        this.owns = owns;
    }

    /**
     * Starts samplers of a model: worker i on device {@code i mod D} of the D devices, with the base that is loaded there. On
     * GPUs there is one worker on each unless the settings say otherwise.
     */
    public static Workers start(LoadedModel model, RolloutSettings asked) {
        return start(model, asked, new TurnSchedule());
    }

    /** The same; what the samplers do turn by turn can be written down and followed through the schedule. */
    static Workers start(LoadedModel model, RolloutSettings asked, TurnSchedule schedule) {
        RolloutSettings settings = on(model.devices(), asked);
        List<BaseModel> bases =
                model.bases(settings.workersOn(Runtime.getRuntime().availableProcessors()));
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            SamplerSettings sampler =
                    new SamplerSettings(settings.maxRows(), settings.kvCacheBytes(), settings.stepsPerCall());
            RolloutPool pool = Await.result(RolloutPool.start(
                    vertx,
                    settings,
                    worker -> new TransformerSampler(bases.get(worker % bases.size()), model.tokenizer(), sampler),
                    () -> Torch.prepareThread(settings.threadsPerWorker()),
                    schedule));
            return new Workers(vertx, pool, pool, true);
        } catch (RuntimeException | Error e) {
            Await.result(vertx.close());
            throw e;
        }
    }

    /** On GPUs, as many workers as there are of them unless the settings say otherwise. */
    static RolloutSettings on(List<Device> devices, RolloutSettings s) {
        if (s.workers() > 0 || !devices.get(0).isGpu()) {
            return s;
        }
        return new RolloutSettings(
                devices.size(),
                s.threadsPerWorker(),
                s.maxRows(),
                s.kvCacheBytes(),
                s.stepsPerCall(),
                s.keepVersions(),
                s.restarts());
    }

    public Vertx vertx() {
        return vertx;
    }

    public RolloutPool pool() {
        return pool;
    }

    /** What a run samples from: the pool, or its part of one. */
    public Rollouts rollouts() {
        return rollouts;
    }

    /** The same workers for a run that has a part of their pool; closing it closes nothing. */
    public Workers shared(Rollouts part) {
        return new Workers(vertx, pool, part, false);
    }

    /** Runs what may block, such as tools, on a bounded worker pool that ends with this. */
    Executor blocking(String name) {
        WorkerExecutor pool = vertx.createSharedWorkerExecutor(name, BLOCKING_THREADS);
        return command -> {
            Future<Object> ran = pool.executeBlocking(
                    () -> {
                        command.run();
                        return null;
                    },
                    false);
            ran.onFailure(e -> LOG.error("a blocking task failed", e));
        };
    }

    /**
     * Makes an adapter the newest version, on top of the model's frozen one if it has one.
     *
     * @param adapter a directory in PEFT's format; null is the model as it is
     * @throws dev.rlvr4j.core.InputException if it is damaged or belongs to another model
     */
    public void publish(LoadedModel model, @Nullable Path adapter) {
        CompiledModel compiled = model.adapted(adapter);
        if (compiled != null) {
            Await.result(pool.publish(compiled));
        }
    }

    /** Samples one request and waits for its completions. */
    public List<Completion> sample(SampleRequest request) {
        return Await.result(pool.sample(List.of(request))).get(0);
    }

    @Override
    public void close() {
        if (!owns) {
            return;
        }
        try {
            pool.close();
        } finally {
            Await.result(vertx.close());
        }
    }
}
