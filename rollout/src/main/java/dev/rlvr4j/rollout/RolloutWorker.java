package dev.rlvr4j.rollout;

import dev.rlvr4j.core.DivergedException;
import dev.rlvr4j.core.RlvrException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A verticle with one sampler on a thread of its own. Between two turns of the sampler it takes messages: calls to begin
 * or to cancel, news of adapter versions. A sampler that fails is replaced, and its calls are done again.
 */
/*
 * The verticle's state is confined to its event loop; the sampler's thread gets an immutable turn and gives an immutable
 * outcome, one at a time.
 */
final class RolloutWorker extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutWorker.class);

    /** Past this many minutes in one turn Vert.x logs where the sampler's thread is. */
    private static final long LONG_TURN_MINUTES = 10;

    private final String address;
    private final int number;
    private final DeliveryOptions delivery;
    private final SamplerFactory factory;
    private final Runnable threadInitialiser;
    private final AdapterRegistry adapters;
    private final AtomicInteger restarts = new AtomicInteger();
    private final CallQueue calls;
    private final List<Message<WorkerMessage>> adopting = new ArrayList<>();

    private @Nullable SamplerThread thread;
    private @Nullable MessageConsumer<WorkerMessage> consumer;
    private boolean turning;
    private boolean stopped;

    /**
     * A worker to be deployed.
     *
     * @param address where it takes messages; also names its thread
     * @param number its number in the pool, from 0
     * @param delivery how it answers: names the local codec
     */
    RolloutWorker(
            String address,
            int number,
            DeliveryOptions delivery,
            RolloutSettings settings,
            SamplerFactory factory,
            Runnable threadInitialiser,
            AdapterRegistry adapters) {
        this.address = address;
        this.number = number;
        this.delivery = delivery;
        this.factory = factory;
        this.threadInitialiser = threadInitialiser;
        this.adapters = adapters;
        this.calls = new CallQueue(number, settings.restarts());
    }

    String address() {
        return address;
    }

    /** How often its sampler was replaced. Any thread may ask. */
    int restarts() {
        return restarts.get();
    }

    @Override
    public Future<?> start() {
        SamplerThread opened = new SamplerThread(
                number,
                vertx.createSharedWorkerExecutor(address, 1, LONG_TURN_MINUTES, TimeUnit.MINUTES),
                factory,
                threadInitialiser,
                adapters);
        thread = opened;
        return opened.open().onSuccess(ignored -> consumer = vertx.eventBus().localConsumer(address, this::receive));
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        RlvrException reason = new RlvrException("rollout worker " + number + " was stopped before this was done");
        calls.close(reason);
        adopting.forEach(message -> message.reply(new WorkerMessage.Failed(reason), delivery));
        adopting.clear();
        Future<Void> deaf = consumer == null ? Future.succeededFuture() : consumer.unregister();
        return deaf.eventually(() -> thread == null ? Future.succeededFuture() : thread.close());
    }

    private void receive(Message<WorkerMessage> message) {
        WorkerMessage body = message.body();
        if (body instanceof WorkerMessage.Sample sample) {
            calls.add(new Call(sample, answer -> message.reply(answer, delivery)));
        } else if (body instanceof WorkerMessage.Cancel cancel) {
            calls.cancel(cancel.call());
        } else {
            adopting.add(message);
        }
        turn();
    }

    /** Runs the sampler once more, if it is not running and has anything to do. */
    private void turn() {
        SamplerThread sampler = thread;
        if (turning || stopped || sampler == null) {
            return;
        }
        // The registry had the version before the message came, and the next turn begins by asking it for the newest.
        adopting.forEach(message -> message.reply(new WorkerMessage.Done(), delivery));
        adopting.clear();
        SamplerThread.Turn next = calls.next();
        if (next == null) {
            return;
        }
        turning = true;
        sampler.run(next)
                .transform((outcome, failure) ->
                        failure == null ? take(sampler, outcome) : Future.succeededFuture(failure))
                .onSuccess(failure -> {
                    turning = false;
                    if (stopped) {
                        return;
                    }
                    if (failure != null) {
                        samplerFailed(failure);
                    }
                    turn();
                });
    }

    /** Hands out what a turn gave; gives the failure if that breaks the sampler's contract. */
    private Future<@Nullable Throwable> take(SamplerThread sampler, SamplerThread.Outcome outcome) {
        if (stopped) {
            return Future.succeededFuture();
        }
        try {
            calls.take(outcome);
            return Future.succeededFuture();
        } catch (RuntimeException e) {
            return sampler.discard(e).transform(ignored -> Future.succeededFuture(e));
        }
    }

    private void samplerFailed(Throwable failure) {
        int restart = restarts.incrementAndGet();
        if (!(failure instanceof DivergedException)) { // that is the run's failure, which the run reports
            LOG.warn(
                    "rollout worker {} failed and gets a fresh sampler (restart {}); its calls are done again",
                    number,
                    restart,
                    failure);
        }
        calls.samplerFailed(failure);
    }
}
