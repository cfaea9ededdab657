package dev.timewright;

import java.time.Duration;
import java.util.List;

/**
 * A question for slots. {@code required}, {@code optional} and {@code anyOf} (one of each group) name
 * calendars by index.
 */
public record SlotSearch(Span window, Duration duration, Duration step, int limit,
        List<SearchCalendar> calendars, List<Integer> required, List<Integer> optional,
        List<List<Integer>> anyOf, SlotWishes wishes) {
    /** With nothing else to ask for. */
    public SlotSearch(Span window, Duration duration, Duration step, int limit,
            List<SearchCalendar> calendars, List<Integer> required, List<Integer> optional,
            List<List<Integer>> anyOf) {
        this(window, duration, step, limit, calendars, required, optional, anyOf, SlotWishes.NONE);
    }

    /** Everybody required, every quarter of an hour, the ten best. */
    public SlotSearch(Span window, Duration duration, List<SearchCalendar> calendars) {
        this(window, duration, Duration.ofMinutes(15), 10, calendars,
                java.util.stream.IntStream.range(0, calendars.size()).boxed().toList(), List.of(),
                List.of());
    }
}
