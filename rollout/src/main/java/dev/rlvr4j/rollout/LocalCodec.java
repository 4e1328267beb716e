package dev.rlvr4j.rollout;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** An event bus codec that hands immutable objects over by reference, within one process. */
record LocalCodec(String name) implements MessageCodec<Object, Object> {
    @Override
    public Object transform(Object message) {
        return message;
    }

    @Override
    public void encodeToWire(Buffer buffer, Object message) {
        throw new UnsupportedOperationException("rollout messages stay within a process");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("rollout messages stay within a process");
    }

    @Override
    public byte systemCodecID() {
        return -1; // not one of Vert.x's own
    }
}
