package dev.rlvr4j.rollout;

import dev.rlvr4j.core.DivergedException;
import dev.rlvr4j.core.InputException;
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

    /** Past this many minutes a turn that a schedule has next, and that cannot begin, is a warning. */
    private static final long LONG_WAIT_MINUTES = 2;

    private final String address;
    private final int number;
    private final DeliveryOptions delivery;
    private final SamplerFactory factory;
    private final Runnable threadInitialiser;
    private final AdapterRegistry adapters;
    private final AtomicInteger restarts = new AtomicInteger();
    private final CallQueue calls;
    private final WorkerSchedule schedule;
    private final List<Message<WorkerMessage>> adopting = new ArrayList<>();

    private @Nullable SamplerThread thread;
    private @Nullable MessageConsumer<WorkerMessage> consumer;
    /** The turn of a schedule that could not begin at once; null once it did. */
    private @Nullable ScheduledTurn waitedFor;

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
            AdapterRegistry adapters,
            TurnSchedule schedule) {
        this.address = address;
        this.number = number;
        this.delivery = delivery;
        this.factory = factory;
        this.threadInitialiser = threadInitialiser;
        this.adapters = adapters;
        this.calls = new CallQueue(number, settings.restarts());
        this.schedule = new WorkerSchedule(number, schedule);
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
                threadInitialiser);
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
            calls.add(new Call(sample, schedule.name(sample.requests()), answer -> message.reply(answer, delivery)));
        } else if (body instanceof WorkerMessage.Cancel cancel) {
            calls.cancel(cancel.call());
        } else if (body instanceof WorkerMessage.Settle) {
            settle(message);
        } else {
            adopting.add(message);
        }
        turn();
    }

    private void settle(Message<WorkerMessage> message) {
        SamplerThread sampler = thread;
        if (turning || !calls.idle() || !schedule.done() || sampler == null) {
            message.reply(
                    new WorkerMessage.Failed(new RlvrException("rollout worker " + number
                            + (schedule.done()
                                    ? " cannot rest while it has calls to do"
                                    : " rests before it has taken all turns of the schedule it follows, which is therefore"
                                            + " of another run"))),
                    delivery);
            return;
        }
        turning = true;
        schedule.rest();
        sampler.discard(new RlvrException("the sampler is not needed any more")).onComplete(done -> {
            turning = false;
            message.reply(
                    done.succeeded() ? new WorkerMessage.Done() : new WorkerMessage.Failed(done.cause()), delivery);
            turn();
        });
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
        ScheduledTurn planned = schedule.next();
        if (planned != null && !ready(planned)) {
            return; // the message that it waits for brings it back here
        }
        SamplerThread.Turn next = planned == null ? calls.next() : calls.next(planned.calls());
        if (next == null) {
            if (planned != null && !calls.idle()) {
                calls.close(
                        new RlvrException("rollout worker " + number + " has calls that the schedule it follows does"
                                + " not begin; the schedule is of another run, or of another machine"));
            }
            return;
        }
        waitedFor = null;
        TurnVersions versions = null;
        try {
            versions = planned == null ? TurnVersions.newest(adapters) : TurnVersions.of(adapters, planned.versions());
            schedule.begins(
                    next.admitted().stream().map(SamplerThread.Admission::name).toList(), versions.all());
        } catch (RuntimeException e) { // a full disk, a version that is gone: whoever waits for the calls must know
            if (versions != null) {
                versions.close();
            }
            calls.close(e);
            return;
        }
        turning = true;
        TurnVersions taken = versions;
        Future<SamplerThread.Outcome> ran =
                planned != null && planned.failed() ? failedWhenWritten(sampler) : sampler.run(next, versions);
        ran.onComplete(done -> taken.close())
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

    /** Whether all is there that a turn begins with. Tells where that takes suspiciously long. */
    private boolean ready(ScheduledTurn planned) {
        if (calls.holds(planned.calls()) && planned.versions().stream().allMatch(adapters::published)) {
            return true;
        }
        if (!planned.equals(waitedFor)) {
            waitedFor = planned;
            vertx.setTimer(TimeUnit.MINUTES.toMillis(LONG_WAIT_MINUTES), timer -> {
                if (planned.equals(waitedFor) && !stopped) {
                    LOG.warn(
                            "warning: rollout worker {} still waits for what its schedule has next, {};"
                                    + " does the schedule belong to this run, and to this machine?",
                            number,
                            planned);
                }
            });
        }
        return false;
    }

    private static Future<SamplerThread.Outcome> failedWhenWritten(SamplerThread sampler) {
        RlvrException reason = new RlvrException("the sampler failed here in the schedule that is followed");
        return sampler.discard(reason).transform(ignored -> Future.failedFuture(reason));
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
        if (!(failure instanceof DivergedException || failure instanceof InputException)) { // the caller reports those
            LOG.warn(
                    "rollout worker {} failed and gets a fresh sampler (restart {}); its calls are done again",
                    number,
                    restart,
                    failure);
        }
        schedule.failed();
        calls.samplerFailed(failure);
    }
}
