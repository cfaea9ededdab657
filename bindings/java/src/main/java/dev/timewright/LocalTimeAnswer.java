package dev.timewright;

import java.time.Instant;

/**
 * Which instants a local time is. {@code first} of a repeated time is the earlier one, of a skipped one
 * the reading of RFC 5545; of a unique one both are the same.
 */
public record LocalTimeAnswer(Kind kind, Instant first, Instant second) {
    public enum Kind { UNIQUE, SKIPPED, REPEATED }
}
