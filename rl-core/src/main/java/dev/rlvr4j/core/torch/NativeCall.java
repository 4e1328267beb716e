package dev.rlvr4j.core.torch;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * DJL's native method call, with autograd or in inference mode. DJL's public recorded call takes arrays grouped by names that
 * it reads from the arrays themselves; names are shared state, so two threads, or one array in two lists, would spoil them.
 * This reaches the same native method with plain arguments. DJL's version is pinned, and the first call fails clearly where
 * the method is not as expected.
 */
final class NativeCall {
    private static final MethodHandle RUN;
    private static final MethodHandle VALUE;

    static {
        try {
            Class<?> library = Class.forName("ai.djl.pytorch.jni.PyTorchLibrary");
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(library, MethodHandles.lookup());
            Object instance = lookup.findStaticGetter(library, "LIB", library).invoke();
            MethodType run = MethodType.methodType(
                    long.class, long.class, String.class, long[].class, boolean.class, boolean.class);
            RUN = lookup.findVirtual(library, "moduleRunMethod", run).bindTo(instance);
            VALUE = MethodHandles.privateLookupIn(IValue.class, MethodHandles.lookup())
                    .findConstructor(IValue.class, MethodType.methodType(void.class, long.class));
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(new IllegalStateException(
                    "this build needs DJL 0.35.1's PyTorch engine, another one is loaded", e));
        }
    }

    private NativeCall() {}

    /** Runs a method; recorded as the thread's gradient mode says, or in inference mode. */
    static IValue run(PtSymbolBlock module, String method, IValue[] arguments, boolean autograd) {
        long[] handles = new long[arguments.length];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = arguments[i].getHandle();
        }
        try {
            long result = (long) RUN.invokeExact((long) module.getHandle(), method, handles, autograd, false);
            return (IValue) VALUE.invokeExact(result);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
