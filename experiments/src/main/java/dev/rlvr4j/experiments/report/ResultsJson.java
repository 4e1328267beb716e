package dev.rlvr4j.experiments.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.experiments.analysis.Comparison;
import java.io.IOException;
import java.io.Serial;

/** A comparison as JSON, names in snake_case. Numbers that JSON has no word for (NaN, infinities) are null. */
final class ResultsJson {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .registerModule(new SimpleModule()
                    .addSerializer(double.class, new FiniteNumber())
                    .addSerializer(Double.class, new FiniteNumber()));

    private ResultsJson() {}

    static String of(Comparison comparison) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(comparison) + "\n";
        } catch (JsonProcessingException e) {
            throw new RlvrException("the results cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static final class FiniteNumber extends StdSerializer<Double> {
        @Serial
        private static final long serialVersionUID = 1;

        FiniteNumber() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }
}
