package dev.timewright;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * A series: RFC 5545's DTSTART, RRULE, RDATE, EXDATE and DURATION. The start is the first occurrence
 * and brings the zone.
 */
public record Recurrence(ZonedDateTime start, String rule, Duration duration,
        List<LocalDateTime> extra, List<LocalDateTime> excluded) {
    public Recurrence(ZonedDateTime start, String rule, Duration duration) {
        this(start, rule, duration, List.of(), List.of());
    }
}
