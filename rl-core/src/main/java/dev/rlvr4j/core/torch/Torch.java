package dev.rlvr4j.core.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The PyTorch engine: devices, threads, and the settings of the calling thread. */
public final class Torch {
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,9}))?");

    private static final ThreadLocal<Boolean> PLAIN = ThreadLocal.withInitial(() -> false);

    private Torch() {}

    /** Loads the engine on first use. */
    private static Engine engine() {
        try {
            return Engine.getEngine("PyTorch");
        } catch (RuntimeException e) {
            throw new RlvrException(
                    "PyTorch's native library did not load (" + e.getMessage()
                            + "); build with the Maven profile of this operating system, or set PYTORCH_LIBRARY_PATH",
                    e);
        }
    }

    /** Name and version of the engine, for provenance. */
    public static String version() {
        return "libtorch " + engine().getVersion();
    }

    /** Number of CUDA devices the loaded library can use. */
    public static int gpuCount() {
        return engine().getGpuCount();
    }

    /** The first of {@link #devices}. */
    public static Device device(String name) {
        return devices(name).get(0);
    }

    /**
     * Reads which devices to use.
     *
     * @param name {@code auto} (all GPUs, else the CPU), {@code cpu}, {@code cuda} (all GPUs) or {@code cuda:N} (that one)
     * @return at least one
     * @throws InputException for another name, or where such a GPU is not there
     */
    public static List<Device> devices(String name) {
        return devices(name, gpuCount());
    }

    static List<Device> devices(String name, int gpus) {
        String text = name.toLowerCase(Locale.ROOT).strip();
        Matcher cuda = CUDA.matcher(text);
        if (text.equals("cpu")) {
            return List.of(Device.cpu());
        } else if (text.equals("auto") && gpus == 0) {
            return List.of(Device.cpu());
        } else if (text.equals("auto")) {
            return allGpus(gpus);
        } else if (!cuda.matches()) {
            throw new InputException("device must be auto, cpu or cuda:N, but is '" + name + "'");
        }
        int index = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        if (index >= gpus) {
            throw new InputException("device '" + name + "' is not there: PyTorch sees " + gpus
                    + " CUDA device(s); use auto or cpu, or give DJL a CUDA libtorch (README, \"On a GPU\")");
        }
        return cuda.group(1) == null ? allGpus(gpus) : List.of(Device.gpu(index));
    }

    private static List<Device> allGpus(int gpus) {
        return IntStream.range(0, gpus).mapToObj(Device::gpu).toList();
    }

    /** A new root scope on a device. */
    public static NDManager manager(Device device) {
        engine();
        return NDManager.newBaseManager(device, "PyTorch");
    }

    /** Gives memory that PyTorch keeps for later back to the GPUs; nothing where there are none. */
    public static void releaseUnused() {
        if (gpuCount() > 0) {
            JniUtils.emptyCudaCache();
        }
    }

    /** Sets how many CPU threads the calling thread's operations use; 0 leaves the default. */
    public static void prepareThread(int threads) {
        engine();
        if (threads > 0) {
            JniUtils.setNumThreads(threads);
        }
    }

    /**
     * Switches the optimizing executor off for the calling thread, once. With it on, the first calls of a program are slow, and
     * worse: it specialises a program on whether gradients were recorded the first times it ran. PyTorch keeps this setting per
     * thread, so every call of a program makes sure of it.
     */
    static void interpretPlainly() {
        if (!PLAIN.get()) {
            JniUtils.setGraphExecutorOptimize(false);
            PLAIN.set(true);
        }
    }
}
