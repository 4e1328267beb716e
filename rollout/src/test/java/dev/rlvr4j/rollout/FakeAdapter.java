package dev.rlvr4j.rollout;

import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;
import java.util.concurrent.atomic.AtomicInteger;

/** An adapter that knows whether it was used after it was closed. */
final class FakeAdapter implements CompiledAdapter {
    private final AdapterVersion version;
    private final AtomicInteger closes = new AtomicInteger();

    FakeAdapter(String name, long number) {
        this.version = new AdapterVersion(name, number);
    }

    static FakeAdapter lora(long number) {
        return new FakeAdapter("lora", number);
    }

    @Override
    public AdapterVersion version() {
        return version;
    }

    @Override
    public long byteSize() {
        return 1;
    }

    void use() {
        if (closes.get() > 0) {
            throw new IllegalStateException(version + " was used after it was closed");
        }
    }

    int closes() {
        return closes.get();
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }
}
