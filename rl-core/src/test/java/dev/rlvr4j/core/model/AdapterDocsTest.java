package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of docs/adapters.md says what the code does. */
class AdapterDocsTest {
    @Test
    void everyMethodHasItsRow() throws IOException {
        Torch.prepareThread(1);
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("../docs/adapters.md"))) {
            if (line.startsWith("| `") && !line.startsWith("| `method`")) {
                String[] cells = line.split("\\|");
                rows.add(cells[1].strip() + " " + cells[3].strip() + " "
                        + cells[5].strip().startsWith("yes"));
            }
        }
        List<String> expected = new ArrayList<>();
        try (BaseModel base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32)) {
            AdapterMethods.all().forEach((name, method) -> {
                try (TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, false)) {
                    expected.add("`" + name + "` " + policy.trainableParameters() + " " + method.startsAtBase());
                }
            });
        }
        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    }
}
