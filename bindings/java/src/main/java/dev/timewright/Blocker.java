package dev.timewright;

import java.time.Instant;

/**
 * One reason why a booking does not fit. Half-open; {@code booking} is null when none is in the way.
 */
public record Blocker(String user, Instant start, Instant end, String booking, String reason) {}
