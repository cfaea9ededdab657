package dev.timewright;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Somebody or something that a search asks for.
 *
 * @param busy when it is taken
 * @param hours outside of which it is not available, as "mon-fri/09:00-17:00"; empty: always available
 * @param zone of the hours, and of the days that are limited
 * @param facts what else is known of it
 */
public record SearchCalendar(List<Span> busy, String hours, ZoneId zone, CalendarFacts facts) {
    public SearchCalendar(List<Span> busy, String hours, ZoneId zone) {
        this(busy, hours, zone, CalendarFacts.NONE);
    }

    public SearchCalendar(List<Span> busy) {
        this(busy, "", ZoneOffset.UTC);
    }
}
