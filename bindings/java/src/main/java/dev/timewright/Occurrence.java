package dev.timewright;

import java.time.LocalDateTime;
import java.time.ZonedDateTime;

/**
 * One taking place of a series, half-open, in the series' zone. {@code recurrenceId} is the start as
 * the rule says it: it differs from {@code start} where the clocks skip that time.
 */
public record Occurrence(ZonedDateTime start, ZonedDateTime end, LocalDateTime recurrenceId) {}
