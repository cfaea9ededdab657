package dev.timewright;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a search can know of somebody or something but when it is busy. Begin with {@link #NONE}.
 *
 * @param tentative when it is taken, but not firmly
 * @param unknown when it is busy is not known
 * @param units how many of it there are; each busy span takes one
 * @param weight of optional calendars, and of groups by weight
 * @param load of groups that take turns: what it has to do
 * @param lastAssigned of groups that take turns; null: never yet
 * @param bufferBefore free time needed ahead of a slot
 * @param bufferAfter free time needed behind a slot
 * @param meetingsPerDay at most, the new one included; null: any number
 * @param timePerDay at most, the new meeting included; null: any
 */
public record CalendarFacts(List<Span> tentative, boolean unknown, int seats, int units,
        List<String> features, int weight, int load, Instant lastAssigned, Duration bufferBefore,
        Duration bufferAfter, Integer meetingsPerDay, Duration timePerDay) {
    /** One unit, weight one, nothing else. */
    public static final CalendarFacts NONE = new CalendarFacts(List.of(), false, 0, 1, List.of(), 1, 0,
            null, Duration.ZERO, Duration.ZERO, null, null);

    public CalendarFacts withTentative(List<Span> spans) {
        return new CalendarFacts(spans, unknown, seats, units, features, weight, load, lastAssigned,
                bufferBefore, bufferAfter, meetingsPerDay, timePerDay);
    }

    public CalendarFacts withUnknown(boolean isUnknown) {
        return new CalendarFacts(tentative, isUnknown, seats, units, features, weight, load,
                lastAssigned, bufferBefore, bufferAfter, meetingsPerDay, timePerDay);
    }

    /** What a room or a resource has. */
    public CalendarFacts withTraits(int itsSeats, int itsUnits, List<String> itsFeatures) {
        return new CalendarFacts(tentative, unknown, itsSeats, itsUnits, itsFeatures, weight, load,
                lastAssigned, bufferBefore, bufferAfter, meetingsPerDay, timePerDay);
    }

    /** What decides whose turn it is, and how much an optional calendar counts. */
    public CalendarFacts withTurn(int itsWeight, int itsLoad, Instant wasAssigned) {
        return new CalendarFacts(tentative, unknown, seats, units, features, itsWeight, itsLoad,
                wasAssigned, bufferBefore, bufferAfter, meetingsPerDay, timePerDay);
    }

    public CalendarFacts withBuffers(Duration before, Duration after) {
        return new CalendarFacts(tentative, unknown, seats, units, features, weight, load, lastAssigned,
                before, after, meetingsPerDay, timePerDay);
    }

    /** Limits of a day; null: none. */
    public CalendarFacts withDayLimits(Integer meetings, Duration time) {
        return new CalendarFacts(tentative, unknown, seats, units, features, weight, load, lastAssigned,
                bufferBefore, bufferAfter, meetings, time);
    }
}
