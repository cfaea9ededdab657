package dev.timewright;

import java.time.Duration;
import java.time.Instant;

/** A stretch of time, half-open: a span that ends at ten does not overlap one that starts then. */
public record Span(Instant start, Instant end) {
    public static Span of(Instant start, Duration length) {
        return new Span(start, start.plus(length));
    }
}
