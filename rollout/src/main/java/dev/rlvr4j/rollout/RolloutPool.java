package dev.rlvr4j.rollout;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Rollouts by several {@linkplain Sampler samplers} side by side, each in a worker verticle with a thread of its own.
 *
 * <p>Request i of a call goes to worker {@code i mod W}, and a worker gets its share of a call as one message, so what is
 * batched with what does not depend on timing. Calls may overlap. Closing fails those in progress.
 */
public final class RolloutPool implements Rollouts {
    /** Sampling takes as long as it takes; the event bus only wants a number. */
    private static final long NO_TIMEOUT_DAYS = 365;

    private static final AtomicLong POOLS = new AtomicLong();

    private final Vertx vertx;
    private final AdapterRegistry adapters;
    private final TurnSchedule schedule;
    private final DeliveryOptions delivery;
    private final List<RolloutWorker> workers = new ArrayList<>();
    private final List<String> deployments = new ArrayList<>();
    private final AtomicLong calls = new AtomicLong();
    /** What is under way: each fails its future. */
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();

    private final AtomicReference<@Nullable Promise<Void>> closing = new AtomicReference<>();

    private RolloutPool(
            Vertx vertx,
            RolloutSettings settings,
            SamplerFactory factory,
            Runnable threadInitialiser,
            TurnSchedule schedule) {
        this.vertx = vertx;
        this.schedule = schedule;
        this.adapters = new AdapterRegistry(settings.keepVersions());
        String name = "rlvr4j-rollout-" + POOLS.incrementAndGet();
        this.delivery = new DeliveryOptions()
                .setLocalOnly(true)
                .setCodecName(name)
                .setSendTimeout(TimeUnit.DAYS.toMillis(NO_TIMEOUT_DAYS));
        int count = settings.workersOn(Runtime.getRuntime().availableProcessors());
        schedule.workers(count);
        for (int worker = 0; worker < count; worker++) {
            workers.add(new RolloutWorker(
                    name + "-" + worker, worker, delivery, settings, factory, threadInitialiser, adapters, schedule));
        }
        vertx.eventBus().registerCodec(new LocalCodec(name));
    }

    /** Starts a pool whose threads need no initialisation. */
    public static Future<RolloutPool> start(Vertx vertx, RolloutSettings settings, SamplerFactory factory) {
        return start(vertx, settings, factory, () -> {});
    }

    /**
     * Starts a pool; it is ready once every worker has its sampler, and nothing is left of it if one of them cannot be made.
     *
     * @param threadInitialiser runs first on each worker's thread, e.g. sets the number of torch threads
     */
    public static Future<RolloutPool> start(
            Vertx vertx, RolloutSettings settings, SamplerFactory factory, Runnable threadInitialiser) {
        return start(vertx, settings, factory, threadInitialiser, new TurnSchedule());
    }

    /** The same; what its workers do turn by turn can be written down and followed through the schedule. */
    public static Future<RolloutPool> start(
            Vertx vertx,
            RolloutSettings settings,
            SamplerFactory factory,
            Runnable threadInitialiser,
            TurnSchedule schedule) {
        RolloutPool pool = new RolloutPool(vertx, settings, factory, threadInitialiser, schedule);
        List<Future<String>> deployed =
                pool.workers.stream().map(vertx::deployVerticle).toList();
        return Future.join(deployed).transform((all, failure) -> {
            deployed.stream().filter(Future::succeeded).map(Future::result).forEach(pool.deployments::add);
            return failure == null
                    ? Future.succeededFuture(pool)
                    : pool.stop().transform(ignored -> Future.failedFuture(failure));
        });
    }

    @Override
    public Future<List<List<Completion>>> sample(List<SampleRequest> requests) {
        if (requests.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        List<AdapterRegistry.Lease> pinned = new ArrayList<>();
        Future<List<List<Completion>>> result;
        try {
            checkOpen();
            pin(requests, pinned);
            result = untilClosed(spread(requests));
        } catch (RlvrException e) {
            result = Future.failedFuture(e);
        }
        return result.andThen(done -> pinned.forEach(AdapterRegistry.Lease::close));
    }

    /**
     * Leases the versions that requests are pinned to until the call is done: a version that is gone fails the call now,
     * and none goes while requests wait for their turn.
     */
    private void pin(List<SampleRequest> requests, List<AdapterRegistry.Lease> leases) {
        Set<AdapterVersion> versions = new LinkedHashSet<>();
        for (SampleRequest request : requests) {
            if (request.adapter() != null) {
                adapters.newest(request.adapter()).close(); // fails where there is none
            }
            if (request.version() != null && !request.version().equals(AdapterVersion.BASE)) {
                versions.add(request.version());
            }
        }
        versions.forEach(version -> leases.add(adapters.lease(version)));
    }

    /** Gives each worker its share and gathers; when one fails, the others' shares are cancelled and awaited. */
    private Future<List<List<Completion>>> spread(List<SampleRequest> requests) {
        long call = calls.incrementAndGet();
        int used = Math.min(workers.size(), requests.size());
        AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();
        List<Future<List<List<Completion>>>> shares = new ArrayList<>();
        for (int worker = 0; worker < used; worker++) {
            List<SampleRequest> share = new ArrayList<>();
            for (int i = worker; i < requests.size(); i += used) {
                share.add(requests.get(i));
            }
            shares.add(ask(worker, new WorkerMessage.Sample(call, share))
                    .map(answer -> ((WorkerMessage.Sampled) answer).completions())
                    .onFailure(e -> {
                        if (firstFailure.compareAndSet(null, e)) {
                            cancel(call, used);
                        }
                    }));
        }
        return Future.join(shares).transform((all, ignored) -> {
            Throwable failure = firstFailure.get();
            if (failure != null) {
                return Future.failedFuture(failure);
            }
            List<List<Completion>> gathered = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                gathered.add(shares.get(i % used).result().get(i / used));
            }
            return Future.succeededFuture(List.copyOf(gathered));
        });
    }

    private void cancel(long call, int used) {
        if (closing.get() != null) {
            return; // the workers have gone, or are going and drop all they have
        }
        for (int worker = 0; worker < used; worker++) {
            vertx.eventBus().send(workers.get(worker).address(), new WorkerMessage.Cancel(call), delivery);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>An adapter that is refused (see {@link AdapterRegistry#publish}) is closed.
     */
    @Override
    public Future<Void> publish(CompiledAdapter adapter) {
        try {
            adapters.publish(adapter);
        } catch (RlvrException e) {
            return Future.failedFuture(e);
        }
        List<Future<WorkerMessage.Answer>> adopted = new ArrayList<>();
        for (int worker = 0; worker < workers.size(); worker++) {
            adopted.add(ask(worker, new WorkerMessage.Adopt()));
        }
        return untilClosed(Future.all(adopted).mapEmpty());
    }

    @Override
    public void retire(String adapter) {
        adapters.retire(adapter);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Fails where a call is under way.
     */
    @Override
    public Future<Void> settle(long mark) {
        List<Future<WorkerMessage.Answer>> settled = new ArrayList<>();
        for (int worker = 0; worker < workers.size(); worker++) {
            settled.add(ask(worker, new WorkerMessage.Settle()));
        }
        return untilClosed(Future.all(settled).map(all -> {
            schedule.rest(mark);
            return null;
        }));
    }

    /** What has happened so far. */
    public Stats stats() {
        return new Stats(workers.stream().mapToInt(RolloutWorker::restarts).sum(), adapters.stats());
    }

    /** The number of workers. */
    public int workers() {
        return workers.size();
    }

    /** Like {@link #close}, without waiting: completes when no thread, sampler or adapter is left. */
    public Future<Void> stop() {
        Promise<Void> promise = Promise.promise();
        Promise<Void> earlier = closing.compareAndExchange(null, promise);
        if (earlier != null) {
            return earlier.future();
        }
        // Vert.x may have been closed before, and has undeployed all it had.
        List<Future<Void>> undeployed = deployments.stream()
                .filter(vertx.deploymentIDs()::contains)
                .map(vertx::undeploy)
                .toList();
        Future.join(undeployed).<Void>mapEmpty().onComplete(done -> {
            open.forEach(Runnable::run);
            adapters.close();
            vertx.eventBus().unregisterCodec(delivery.getCodecName());
            promise.handle(done);
        });
        return promise.future();
    }

    /**
     * Stops all workers between two of their turns, closes samplers and adapters, and waits for that. What is being sampled
     * fails.
     *
     * @throws RlvrException if called on a thread of Vert.x, which must not wait; there use {@link #stop}
     */
    @Override
    public void close() {
        if (Context.isOnEventLoopThread() || Context.isOnWorkerThread()) {
            throw new RlvrException("a rollout pool cannot be closed on "
                    + Thread.currentThread().getName() + ", a thread of Vert.x, which must not wait; use stop()");
        }
        stop().await();
    }

    private Future<WorkerMessage.Answer> ask(int worker, WorkerMessage message) {
        return request(worker, message).transform((reply, unheard) -> {
            if (unheard != null) {
                return Future.failedFuture(new RlvrException(
                        "rollout worker " + worker + " does not answer; was its Vert.x closed?", unheard));
            }
            WorkerMessage.Answer answer = reply.body();
            return answer instanceof WorkerMessage.Failed failed
                    ? Future.failedFuture(failed.cause())
                    : Future.succeededFuture(answer);
        });
    }

    private Future<Message<WorkerMessage.Answer>> request(int worker, WorkerMessage message) {
        try {
            return vertx.eventBus().request(workers.get(worker).address(), message, delivery);
        } catch (RuntimeException e) {
            return Future.failedFuture(e); // a closed event loop refuses at once
        }
    }

    /**
     * The same future, but failed at the latest when the pool has closed, whatever became of its messages. Completes on the
     * caller's context if it has one.
     */
    private <T> Future<T> untilClosed(Future<T> future) {
        Promise<T> promise = Promise.promise();
        Context context = Vertx.currentContext();
        Runnable fail = () -> {
            RlvrException reason = new RlvrException("the rollout pool was closed before this was done");
            if (context == null) {
                promise.tryFail(reason);
            } else {
                context.runOnContext(ignored -> promise.tryFail(reason));
            }
        };
        open.add(fail);
        future.onComplete(result -> {
            open.remove(fail);
            if (result.succeeded()) {
                promise.tryComplete(result.result());
            } else {
                promise.tryFail(result.cause());
            }
        });
        Promise<Void> closed = closing.get();
        if (closed != null) {
            closed.future().onComplete(ignored -> fail.run());
        }
        return promise.future();
    }

    private void checkOpen() {
        if (closing.get() != null) {
            throw new RlvrException("the rollout pool is closed");
        }
    }

    /**
     * Counts of a pool.
     *
     * @param restarts samplers replaced after a failure, over all workers
     * @param adapters counts of its adapter registry
     */
    public record Stats(int restarts, AdapterRegistry.Stats adapters) {}
}
