package dev.timewright;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What else a search can ask for. Begin with {@link #NONE}.
 *
 * @param groups of {@code anyOf}, by the same index; may be shorter
 * @param align starts only at wall-clock multiples of it; null: at every step
 * @param alignZone whose wall clock
 * @param notBefore nothing starts earlier; null: no notice is needed
 * @param order "score" (then time), "time" or "first"
 * @param tentative how tentative time is read: "busy" or "free"
 * @param unknown how unknown calendars are read: "busy" or "free"
 * @param another of explainSlots: indices of calendars that are tried where a group blocks
 * @param knownBefore of explainSlots: how far ahead of the window the calendars are known
 * @param knownAfter of explainSlots: and how far behind it
 */
public record SlotWishes(List<GroupWish> groups, Duration align, ZoneId alignZone, Instant notBefore,
        String order, String tentative, String unknown, List<Integer> another, Duration knownBefore,
        Duration knownAfter) {
    public static final SlotWishes NONE = new SlotWishes(List.of(), null, ZoneOffset.UTC, null, "score",
            "busy", "busy", List.of(), Duration.ZERO, Duration.ZERO);

    public SlotWishes withGroups(List<GroupWish> wishes) {
        return new SlotWishes(wishes, align, alignZone, notBefore, order, tentative, unknown, another,
                knownBefore, knownAfter);
    }

    public SlotWishes withGrid(Duration every, ZoneId zone) {
        return new SlotWishes(groups, every, zone, notBefore, order, tentative, unknown, another,
                knownBefore, knownAfter);
    }

    public SlotWishes withNotice(Instant earliest) {
        return new SlotWishes(groups, align, alignZone, earliest, order, tentative, unknown, another,
                knownBefore, knownAfter);
    }

    public SlotWishes withOrder(String by) {
        return new SlotWishes(groups, align, alignZone, notBefore, by, tentative, unknown, another,
                knownBefore, knownAfter);
    }

    /** How tentative time and unknown calendars are read: "busy" or "free". */
    public SlotWishes withReading(String ofTentative, String ofUnknown) {
        return new SlotWishes(groups, align, alignZone, notBefore, order, ofTentative, ofUnknown,
                another, knownBefore, knownAfter);
    }

    /** What an explanation may try, and how far around the window the calendars are known. */
    public SlotWishes withReach(List<Integer> further, Duration before, Duration after) {
        return new SlotWishes(groups, align, alignZone, notBefore, order, tentative, unknown, further,
                before, after);
    }
}
