package dev.timewright;

import dev.timewright.surface.CalendarList;
import dev.timewright.surface.LongListList;
import dev.timewright.surface.OccurrenceList;
import dev.timewright.surface.GroupWishList;
import dev.timewright.surface.SlotList;
import dev.timewright.surface.blocked;
import dev.timewright.surface.group_wish;
import dev.timewright.surface.local_answer;
import dev.timewright.surface.occurrence;
import dev.timewright.surface.recurrence_query;
import dev.timewright.surface.search_calendar;
import dev.timewright.surface.slot;
import dev.timewright.surface.slot_change;
import dev.timewright.surface.slot_query;
import dev.timewright.surface.slot_reasons;
import dev.timewright.surface.zone_answer;
import dev.timewright.surface.zones;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A zone database and what can be asked of it: offsets, local times, recurrences, free slots. Its zone
 * data is its own, not the JDK's. Safe to use from several threads until it is closed.
 */
public final class Zones implements AutoCloseable {
    static {
        NativeLibrary.load();
    }

    private zones handle;

    private Zones(zones handle) {
        this.handle = handle;
    }

    /** The system's database. */
    public static Zones system() {
        return new Zones(new zones());
    }

    /** The database in a directory. */
    public static Zones open(Path directory) {
        return new Zones(new zones(directory.toString()));
    }

    @Override
    public synchronized void close() {
        if (handle == null) return;
        handle.delete();
        handle = null;
    }

    private synchronized zones handle() {
        if (handle == null) throw new IllegalStateException("this zone database is closed");
        return new zones(handle); // shares the state: close() cannot pull it away under a call
    }

    /** Runs a question with a handle of its own and frees that afterwards. */
    private <T> T ask(java.util.function.Function<zones, T> question) {
        zones mine = handle();
        try {
            return question.apply(mine);
        } finally {
            mine.delete();
        }
    }

    /** The version of the zone data, as "2026a"; "unknown" if it does not say. */
    public String version() {
        return ask(zones::version);
    }

    /** What the clocks of the zone show at the instant. */
    public OffsetAnswer offsetAt(ZoneId zone, Instant at) {
        return ask(z -> {
            zone_answer found = z.at(Conversion.name(zone), Conversion.seconds(at));
            try {
                return new OffsetAnswer(ZoneOffset.ofTotalSeconds(Math.toIntExact(found.getOffset())),
                        found.getAbbreviation(), found.getDaylight());
            } finally {
                found.delete();
            }
        });
    }

    /** Which instants the local time is in the zone. */
    public LocalTimeAnswer resolve(LocalDateTime local, ZoneId zone) {
        return ask(z -> {
            local_answer found = z.resolve(Conversion.name(zone), Conversion.seconds(local));
            try {
                return new LocalTimeAnswer(
                        LocalTimeAnswer.Kind.valueOf(found.getKind().toUpperCase(Locale.ROOT)),
                        Conversion.instant(found.getFirst()), Conversion.instant(found.getSecond()));
            } finally {
                found.delete();
            }
        });
    }

    public Instant toInstant(LocalDateTime local, ZoneId zone, Disambiguation how) {
        return ask(z -> Conversion.instant(z.to_instant(Conversion.name(zone),
                Conversion.seconds(local), how.name().toLowerCase(Locale.ROOT))));
    }

    /** The occurrences that overlap the window, by start; more than limit fail with "limit-reached". */
    public List<Occurrence> expand(Recurrence series, Span window, int limit) {
        return ask(z -> {
            recurrence_query query = query(series, window, limit);
            OccurrenceList found = null;
            try {
                found = z.expand(query);
                List<Occurrence> made = new ArrayList<>(found.size());
                ZoneId zone = series.start().getZone();
                for (occurrence o : found) {
                    made.add(new Occurrence(Conversion.instant(o.getStart()).atZone(zone),
                            Conversion.instant(o.getEnd()).atZone(zone),
                            Conversion.local(o.getRecurrence_id())));
                }
                return made;
            } finally {
                query.delete();
                if (found != null) found.delete();
            }
        });
    }

    private static recurrence_query query(Recurrence series, Span window, int limit) {
        recurrence_query query = new recurrence_query();
        query.setZone(Conversion.name(series.start().getZone()));
        query.setStart(Conversion.seconds(series.start().toLocalDateTime()));
        query.setRule(series.rule());
        query.setDuration(Conversion.seconds(series.duration(), "the duration"));
        for (LocalDateTime t : series.extra()) query.getExtra().add(Conversion.seconds(t));
        for (LocalDateTime t : series.excluded()) query.getExcluded().add(Conversion.seconds(t));
        query.setFrom(Conversion.seconds(window.start()));
        query.setTo(Conversion.seconds(window.end()));
        query.setLimit(limit);
        return query;
    }

    /** The best slots: by score down, then by time, or in another order. */
    public List<Slot> findSlots(SlotSearch search) {
        return ask(z -> {
            slot_query query = query(search);
            SlotList found = null;
            try {
                found = z.find_slots(query);
                List<Slot> made = new ArrayList<>(found.size());
                for (slot s : found) made.add(slot(s));
                return made;
            } finally {
                query.delete();
                if (found != null) found.delete();
            }
        });
    }

    /** Why findSlots finds nothing, and what would help. */
    public SlotReasons explainSlots(SlotSearch search) {
        return ask(z -> {
            slot_query query = query(search);
            slot_reasons why = null;
            try {
                why = z.explain_slots(query);
                return reasons(why);
            } finally {
                query.delete();
                if (why != null) why.delete();
            }
        });
    }

    private static SlotReasons reasons(slot_reasons why) {
        List<BlockedSlot> nearest = new ArrayList<>();
        for (blocked b : why.getNearest()) {
            nearest.add(new BlockedSlot(Conversion.span(b.getStart(), b.getEnd()),
                    Conversion.indices(b.getBlocking())));
        }
        List<SlotChange> changes = new ArrayList<>();
        for (slot_change c : why.getChanges()) {
            changes.add(new SlotChange(c.getKind(), Conversion.indices(c.getCalendars()),
                    slot(c.getFound())));
        }
        return new SlotReasons(why.getFits(), nearest, changes, Conversion.indices(why.getHopeless()));
    }

    private static Slot slot(slot from) {
        return new Slot(Conversion.span(from.getStart(), from.getEnd()), from.getScore(),
                Conversion.indices(from.getRooms()), Conversion.indices(from.getMissing()));
    }

    private static slot_query query(SlotSearch search) {
        slot_query query = new slot_query();
        query.setFrom(Conversion.seconds(search.window().start()));
        query.setTo(Conversion.seconds(search.window().end()));
        query.setDuration(Conversion.seconds(search.duration(), "the duration"));
        query.setStep(Conversion.seconds(search.step(), "the step"));
        query.setLimit(search.limit());
        CalendarList calendars = new CalendarList();
        for (SearchCalendar c : search.calendars()) calendars.add(calendar(c));
        query.setCalendars(calendars);
        query.setRequired(Conversion.indices(search.required()));
        query.setOptional(Conversion.indices(search.optional()));
        LongListList groups = new LongListList();
        for (List<Integer> group : search.anyOf()) groups.add(Conversion.indices(group));
        query.setAny_of(groups);
        wish(query, search.wishes());
        return query;
    }

    private static search_calendar calendar(SearchCalendar from) {
        CalendarFacts facts = from.facts();
        search_calendar one = new search_calendar();
        one.setBusy(Conversion.spans(from.busy()));
        one.setHours(from.hours());
        one.setZone(Conversion.name(from.zone()));
        one.setTentative(Conversion.spans(facts.tentative()));
        one.setUnknown(facts.unknown());
        one.setSeats(facts.seats());
        one.setUnits(facts.units());
        one.setFeatures(Conversion.strings(facts.features()));
        one.setWeight(facts.weight());
        one.setLoad(facts.load());
        if (facts.lastAssigned() != null) {
            one.setAssigned(true);
            one.setLast_assigned(Conversion.seconds(facts.lastAssigned()));
        }
        one.setBuffer_before(Conversion.seconds(facts.bufferBefore(), "the buffer"));
        one.setBuffer_after(Conversion.seconds(facts.bufferAfter(), "the buffer"));
        if (facts.meetingsPerDay() != null) {
            one.setMeetings_per_day(Conversion.notNegative(facts.meetingsPerDay(), "a limit a day"));
        }
        if (facts.timePerDay() != null) {
            one.setTime_per_day(Conversion.notNegative(
                    Conversion.seconds(facts.timePerDay(), "a limit a day"), "a limit a day"));
        }
        return one;
    }

    private static void wish(slot_query query, SlotWishes wishes) {
        GroupWishList groups = new GroupWishList();
        for (GroupWish wish : wishes.groups()) {
            group_wish one = new group_wish();
            one.setNeeded(wish.needed());
            one.setTurn(wish.turn());
            one.setSeats(wish.seats());
            one.setUnits(wish.units());
            one.setFeatures(Conversion.strings(wish.features()));
            groups.add(one);
        }
        query.setWishes(groups);
        if (wishes.align() != null) {
            query.setAlign(Conversion.seconds(wishes.align(), "the alignment"));
            query.setAlign_zone(Conversion.name(wishes.alignZone()));
        }
        if (wishes.notBefore() != null) {
            query.setHas_notice(true);
            query.setNot_before(Conversion.seconds(wishes.notBefore()));
        }
        query.setOrder(wishes.order());
        query.setTentative(wishes.tentative());
        query.setUnknown(wishes.unknown());
        query.setAnother(Conversion.indices(wishes.another()));
        query.setKnown_before(Conversion.seconds(wishes.knownBefore(), "what is known"));
        query.setKnown_after(Conversion.seconds(wishes.knownAfter(), "what is known"));
    }
}
