package dev.rlvr4j.core.model;

import ai.djl.Device;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Our side of {@code scripts/check_adapters.py} and {@code scripts/fuzz_adapters.py}, in one process for many adapters.
 *
 * <p>{@code write BASE OUT IDS} writes an adapter of every method, moved away from its start, into {@code OUT/NAME}, with the
 * log-probs of a text in {@code ours.json}. {@code score} reads lines {@code BASE tab ADAPTER tab IDS} and answers each with a
 * line of log-probs, or with why not.
 */
final class AdapterExchange {
    private AdapterExchange() {}

    public static void main(String[] arguments) throws IOException {
        Torch.prepareThread(1);
        if (arguments[0].equals("write")) {
            write(Path.of(arguments[1]), Path.of(arguments[2]), ids(arguments[3]));
        } else {
            score();
        }
    }

    private static int[] ids(String text) {
        return Stream.of(text.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    private static void write(Path directory, Path out, int[] ids) throws IOException {
        for (Map.Entry<String, AdapterMethod> entry : AdapterMethods.all().entrySet()) {
            try (BaseModel base = BaseModel.load(directory, Device.cpu(), Precision.FLOAT32);
                    TransformerPolicy policy = FiniteDifferences.moved(base, entry.getValue());
                    CompiledModel compiled = (CompiledModel) policy.compile()) {
                Path own = Files.createDirectories(out.resolve(entry.getKey()));
                Files.writeString(
                        own.resolve("ours.json"),
                        Arrays.toString(base.score(compiled.tensors(), ids).logProbs()));
                try {
                    policy.saveAdapter(own);
                } catch (InputException e) {
                    Files.writeString(own.resolve("none.txt"), e.getMessage());
                }
            }
        }
    }

    private static void score() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t");
            try (BaseModel base = BaseModel.load(Path.of(parts[0]), Device.cpu(), Precision.FLOAT32);
                    CompiledModel adapter = base.loadAdapter(Path.of(parts[1]))) {
                System.out.println(Arrays.toString(
                        base.score(adapter.tensors(), ids(parts[2])).logProbs()));
            } catch (InputException e) {
                System.out.println(e.getMessage().replace('\n', ' '));
            }
        }
    }
}
