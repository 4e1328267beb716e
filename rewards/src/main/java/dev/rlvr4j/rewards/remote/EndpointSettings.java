package dev.rlvr4j.rewards.remote;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.Options;
import java.net.URI;
import java.time.Duration;

/**
 * How a server is asked.
 *
 * @param url where requests are posted
 * @param timeout most time from a request to its whole response
 * @param retries further tries after one that failed
 * @param backoff pause before the first retry; each further one is twice as long
 * @param concurrent requests under way at a time
 * @param keyVariable the environment variable with the bearer token; blank for none
 */
record EndpointSettings(URI url, Duration timeout, int retries, Duration backoff, int concurrent, String keyVariable) {
    EndpointSettings {
        String scheme = String.valueOf(url.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https") || url.getHost() == null) {
            throw new InputException("the option 'url' must be a full http or https address, but is '" + url + "'");
        }
    }

    /** Reads {@code url, timeout_seconds, retries, backoff_seconds, max_concurrent, api_key_env}. */
    static EndpointSettings read(Options options, String what) {
        String url = options.required("url", what);
        try {
            return new EndpointSettings(
                    URI.create(url),
                    options.seconds("timeout_seconds", 30),
                    options.integer("retries", 3, 0, 20),
                    options.seconds("backoff_seconds", 0.5),
                    options.integer("max_concurrent", 32, 1, 1024),
                    options.text("api_key_env", ""));
        } catch (IllegalArgumentException e) {
            throw new InputException("the option 'url' is not an address: " + e.getMessage(), e);
        }
    }

    /** The same server, asked at a path below. */
    EndpointSettings at(String path) {
        String base = url.toString();
        String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return new EndpointSettings(URI.create(root + path), timeout, retries, backoff, concurrent, keyVariable);
    }

    /** The bearer token; blank for none. */
    String key() {
        if (keyVariable.isBlank()) {
            return "";
        }
        String key = System.getenv(keyVariable);
        if (key == null || key.isBlank()) {
            throw new InputException("the option 'api_key_env' names the environment variable " + keyVariable
                    + ", which is not set; export it, or leave the option out");
        }
        return key;
    }
}
