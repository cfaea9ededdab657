package dev.timewright;

import dev.timewright.surface.SpanList;
import dev.timewright.surface.StringListList;
import dev.timewright.surface.booked;
import dev.timewright.surface.booked_occurrence;
import dev.timewright.surface.booking_request;
import dev.timewright.surface.desk;
import dev.timewright.surface.span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * Bookings in memory: two users can never book the same slot. Safe to use from several threads; close()
 * waits for calls under way, and a call after it fails with IllegalStateException.
 */
public final class Desk implements AutoCloseable {
    static {
        NativeLibrary.load();
    }

    private final ReentrantReadWriteLock lifetime = new ReentrantReadWriteLock();
    private desk handle;

    /** Runs by the machine's clock. */
    public Desk() {
        handle = new desk();
    }

    /** Runs by a clock that stands there until it is moved: for tests. */
    public Desk(Instant now) {
        handle = new desk(Conversion.seconds(now));
    }

    @Override
    public void close() {
        lifetime.writeLock().lock();
        try {
            if (handle != null) handle.delete();
            handle = null;
        } finally {
            lifetime.writeLock().unlock();
        }
    }

    private <T> T ask(Function<desk, T> command) {
        lifetime.readLock().lock();
        try {
            if (handle == null) throw new IllegalStateException("this desk is closed");
            return command.apply(handle);
        } finally {
            lifetime.readLock().unlock();
        }
    }

    /** Makes a room, a person or equipment known; returns its id. */
    public String addUser(int capacity) {
        return ask(d -> d.add_user(capacity));
    }

    /** Books all occurrences or none (or those that fit). */
    public Booked book(BookingRequest request) {
        return ask(d -> withRequest(request, r -> answer(d.book(r))));
    }

    /** As book(), for a while: until confirm() or the hold runs out. */
    public Booked hold(BookingRequest request, Duration length) {
        return ask(d -> withRequest(request,
                r -> answer(d.hold(r, Conversion.seconds(length, "the length of a hold")))));
    }

    /** Turns a hold into a booking; fails with "expired" from its deadline on. */
    public Booked confirm(String booking, String key) {
        return ask(d -> answer(d.confirm(booking, key)));
    }

    /** Ends a booking or a hold; fails with "stale" if it changed since it was read. */
    public void cancel(String booking, long expectedSequence, String key) {
        ask(d -> answer(d.cancel(booking, expectedSequence, key)));
    }

    /** The claims on a user that overlap the window, by start. */
    public List<Span> busy(String user, Span window) {
        return ask(d -> {
            SpanList found = d.busy(user, Conversion.seconds(window.start()),
                    Conversion.seconds(window.end()));
            try {
                List<Span> made = new ArrayList<>(found.size());
                for (span s : found) made.add(Conversion.span(s.getStart(), s.getEnd()));
                return made;
            } finally {
                found.delete();
            }
        });
    }

    /** Moves the clock of a desk that was made with one. */
    public void advance(Duration by) {
        ask(d -> {
            d.advance(Conversion.seconds(by, "the advance"));
            return null;
        });
    }

    private static Booked withRequest(BookingRequest from, Function<booking_request, Booked> command) {
        booking_request made = new booking_request();
        try {
            made.setKey(from.key());
            made.setDocument(from.document());
            made.setOccurrences(Conversion.spans(from.occurrences()));
            StringListList rooms = new StringListList();
            for (List<String> group : from.rooms()) rooms.add(Conversion.strings(group));
            made.setRooms(rooms);
            made.setPeople(Conversion.strings(from.people()));
            made.setInsisted(Conversion.strings(from.insisted()));
            made.setParts_that_fit(from.skipOccurrences());
            return command.apply(made);
        } finally {
            made.delete();
        }
    }

    private static Booked answer(booked from) {
        try {
            List<Booked.Part> parts = new ArrayList<>();
            for (booked_occurrence o : from.getOccurrences()) {
                parts.add(new Booked.Part(Conversion.span(o.getStart(), o.getEnd()), o.getApplied(),
                        new ArrayList<>(o.getUsers())));
            }
            long expires = from.getExpires_at();
            return new Booked(from.getId(), from.getSequence(), parts,
                    Conversion.blockers(from.getConflicts()),
                    expires == 0 ? null : Conversion.instant(expires), from.getRepeated());
        } finally {
            from.delete();
        }
    }
}
