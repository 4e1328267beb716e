package dev.rlvr4j.core.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.rlvr4j.core.RlvrException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A TorchScript program: a text resource of this library, loaded as a module. Its methods are called by name with tensors,
 * lists of tensors and numbers. Thread-safe.
 *
 * <p>The text may hold constants written {@code ${name}}, filled in at loading.
 */
public final class Program implements AutoCloseable {
    private final NDManager manager;
    private final PtSymbolBlock module;
    private final String name;

    private Program(String name, NDManager manager, PtSymbolBlock module) {
        this.name = name;
        this.manager = manager;
        this.module = module;
    }

    /**
     * Loads {@code programs/NAME.py} from this library's resources.
     *
     * @param constants values of the {@code ${name}} constants of the text
     */
    public static Program load(String name, Map<String, String> constants, Device device) {
        String text = resource("/programs/" + name + ".py");
        for (Map.Entry<String, String> constant : constants.entrySet()) {
            text = text.replace("${" + constant.getKey() + "}", constant.getValue());
        }
        int open = text.indexOf("${");
        if (open >= 0) {
            throw new RlvrException("program '" + name + "' has a constant without value: "
                    + text.substring(open, text.indexOf('}', open) + 1));
        }
        NDManager manager = Torch.manager(device);
        try (InputStream archive = new ByteArrayInputStream(ProgramArchive.of(text))) {
            PtSymbolBlock module = JniUtils.loadModule((PtNDManager) manager, archive, true, false);
            return new Program(name, manager, module);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw new RlvrException("program '" + name + "' did not load: " + e.getMessage(), e);
        }
    }

    private static String resource(String path) {
        try (InputStream in = Program.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new RlvrException("resource " + path + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call whose result cannot be differentiated. Its result tensors must not enter an autograd call. */
    public Call inference(String method) {
        return new Call(method, false);
    }

    /** A call that is recorded for backward passes where the calling thread's gradient mode is on. */
    public Call autograd(String method) {
        return new Call(method, true);
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }

    private RlvrException failed(String method, RuntimeException e) {
        return new RlvrException("program '" + name + "' failed in " + method + ": " + e.getMessage(), e);
    }

    /** The arguments of one call, in the order of the method's parameters. */
    public final class Call {
        private final String method;
        private final boolean autograd;
        private final List<IValue> arguments = new ArrayList<>();

        private Call(String method, boolean autograd) {
            this.method = method;
            this.autograd = autograd;
        }

        public Call tensor(NDArray array) {
            arguments.add(IValue.from((PtNDArray) array));
            return this;
        }

        public Call tensors(Iterable<NDArray> arrays) {
            List<PtNDArray> list = new ArrayList<>();
            arrays.forEach(array -> list.add((PtNDArray) array));
            arguments.add(IValue.listFrom(list.toArray(PtNDArray[]::new)));
            return this;
        }

        public Call integers(long[] values) {
            arguments.add(IValue.listFrom(values));
            return this;
        }

        public Call integer(long value) {
            arguments.add(IValue.from(value));
            return this;
        }

        public Call number(double value) {
            arguments.add(IValue.from(value));
            return this;
        }

        public Call flag(boolean value) {
            arguments.add(IValue.from(value));
            return this;
        }

        /** Runs the method; result tensors belong to {@code scope}. A method without tensors as result gives an empty list. */
        public NDList run(NDManager scope) {
            try (IValue result = call()) {
                return result.isTensor() || result.isTensorList() || result.isTuple()
                        ? result.toNDList((PtNDManager) scope)
                        : new NDList();
            }
        }

        /** Runs a method whose result is a boolean. */
        public boolean ask() {
            try (IValue result = call()) {
                return result.toBoolean();
            }
        }

        private IValue call() {
            Torch.interpretPlainly();
            try {
                return NativeCall.run(module, method, arguments.toArray(IValue[]::new), autograd);
            } catch (RuntimeException e) {
                throw failed(method, e);
            } finally {
                arguments.forEach(IValue::close);
            }
        }
    }
}
