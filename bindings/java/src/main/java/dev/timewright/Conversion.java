package dev.timewright;

import dev.timewright.surface.BlockerList;
import dev.timewright.surface.LongList;
import dev.timewright.surface.SpanList;
import dev.timewright.surface.StringList;
import dev.timewright.surface.blocker;
import dev.timewright.surface.span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** java.time to the surface's counts of seconds, and back. */
final class Conversion {
    private Conversion() {}

    static long seconds(Instant at) {
        return at.getEpochSecond();
    }

    static long seconds(LocalDateTime local) {
        return local.toEpochSecond(ZoneOffset.UTC);
    }

    static long seconds(Duration length, String what) {
        if (length.getNano() != 0) {
            throw new TimewrightException(what + " is whole seconds", "invalid-input", "never");
        }
        return length.getSeconds();
    }

    /** The surface reads what is below zero as "without limit". */
    static long notNegative(long count, String what) {
        if (count < 0) {
            throw new TimewrightException(what + " is not negative", "invalid-input", "never");
        }
        return count;
    }

    static Instant instant(long seconds) {
        return Instant.ofEpochSecond(seconds);
    }

    static LocalDateTime local(long seconds) {
        return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    }

    /** The IANA name; a fixed offset other than zero has none. */
    static String name(ZoneId zone) {
        if (zone.normalized().equals(ZoneOffset.UTC)) return "UTC";
        if (zone instanceof ZoneOffset) {
            throw new TimewrightException("a fixed offset is no time zone; use ZoneId.of(\"Europe/Lisbon\")",
                    "invalid-input", "never");
        }
        return zone.getId();
    }

    static Span span(long start, long end) {
        return new Span(instant(start), instant(end));
    }

    static span span(Span from) {
        span made = new span();
        made.setStart(seconds(from.start()));
        made.setEnd(seconds(from.end()));
        return made;
    }

    static SpanList spans(List<Span> from) {
        SpanList made = new SpanList();
        for (Span s : from) made.add(span(s));
        return made;
    }

    static LongList indices(List<Integer> from) {
        LongList made = new LongList();
        for (Integer i : from) made.add(i.longValue());
        return made;
    }

    static List<Integer> indices(LongList from) {
        List<Integer> made = new ArrayList<>(from.size());
        for (Long i : from) made.add(Math.toIntExact(i));
        return made;
    }

    static StringList strings(List<String> from) {
        return new StringList(from);
    }

    static List<Blocker> blockers(BlockerList from) {
        List<Blocker> made = new ArrayList<>(from.size());
        for (blocker b : from) {
            made.add(new Blocker(b.getUser(), instant(b.getStart()), instant(b.getEnd()),
                    b.getBooking().isEmpty() ? null : b.getBooking(), b.getReason()));
        }
        return made;
    }
}
