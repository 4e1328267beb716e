package dev.rlvr4j.experiments.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Where log lines go: warnings to the console, everything of a run to the {@code run.log} in its folder. */
public final class RunLog {
    private static final String CONSOLE = "console";
    private static final String FILE = "run";

    private static @Nullable Path file;

    private RunLog() {}

    /** Sets the console up: warnings only. */
    public static synchronized void console() {
        Logger root = root();
        root.detachAndStopAllAppenders();
        root.setLevel(Level.INFO);
        for (String chatty : new String[] {"ai.djl", "io.vertx", "io.netty"}) {
            context().getLogger(chatty).setLevel(Level.ERROR);
        }
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setName(CONSOLE);
        console.setContext(context());
        console.setTarget("System.err");
        console.setEncoder(encoder("%msg%n"));
        ThresholdFilter threshold = new ThresholdFilter();
        threshold.setLevel("WARN");
        threshold.start();
        console.addFilter(threshold);
        console.start();
        root.addAppender(console);
    }

    /** Sends everything to a file as well, at its end, and no longer to the one before. */
    public static synchronized void open(Path path) {
        close();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setName(FILE);
        appender.setContext(context());
        appender.setAppend(true);
        appender.setFile(path.toString());
        appender.setEncoder(encoder("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{24} %msg%n"));
        appender.start();
        root().addAppender(appender);
        file = path;
    }

    /** The file log lines go to, or null outside a run. */
    public static synchronized @Nullable Path file() {
        return file;
    }

    /** Ends the file log. */
    public static synchronized void close() {
        if (file != null) {
            var appender = root().getAppender(FILE);
            root().detachAppender(FILE);
            appender.stop();
            file = null;
        }
    }

    private static PatternLayoutEncoder encoder(String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context());
        encoder.setPattern(pattern);
        encoder.start();
        return encoder;
    }

    private static Logger root() {
        return context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
