package dev.timewright;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Goal: the binding feels like Java: java.time, exceptions with fields, closing that is safe, threads. */
class DeskTest {
    private static final Span NINE = Span.of(Instant.parse("2026-11-23T09:00:00Z"), Duration.ofHours(1));

    @Test
    void ofManyThreadsThatWantOneSlotExactlyOneGetsIt() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try (Desk desk = new Desk()) {
            String room = desk.addUser(1);
            List<Callable<Boolean>> grabs = new ArrayList<>();
            for (int i = 0; i < 16; ++i) {
                String key = "key " + i;
                grabs.add(() -> {
                    try {
                        desk.book(BookingRequest.of(key, NINE, room));
                        return true;
                    } catch (ConflictException refused) {
                        assertEquals(1, refused.conflicts().size());
                        return false;
                    }
                });
            }
            int won = 0;
            for (Future<Boolean> grab : pool.invokeAll(grabs)) {
                if (grab.get()) ++won;
            }
            assertEquals(1, won);
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void useAfterCloseIsAnExceptionAndNoCrash() {
        Desk desk = new Desk();
        desk.close();
        desk.close();
        assertThrows(IllegalStateException.class, () -> desk.addUser(1));
        Zones zones = Zones.system();
        zones.close();
        zones.close();
        assertThrows(IllegalStateException.class, zones::version);
    }

    @Test
    void peopleAreToldAndNotRefused() {
        try (Desk desk = new Desk()) {
            String room = desk.addUser(1);
            String other = desk.addUser(1);
            String ana = desk.addUser(1);
            Booked first = desk.book(new BookingRequest("a", "", List.of(NINE), List.of(List.of(room)),
                    List.of(ana), List.of(), false));
            Booked second = desk.book(new BookingRequest("b", "", List.of(NINE),
                    List.of(List.of(other)), List.of(ana), List.of(), false));
            assertEquals(1, second.conflicts().size());
            assertEquals(first.id(), second.conflicts().get(0).booking());
        }
    }

    @Test
    void failuresKeepTheirFields() {
        try (Desk desk = new Desk(); Zones zones = Zones.system()) {
            TimewrightException wrong = assertThrows(TimewrightException.class, () -> desk.addUser(0));
            assertEquals("invalid-input", wrong.code());
            assertEquals("never", wrong.retry());
            Recurrence fixed = new Recurrence(
                    ZonedDateTime.of(LocalDateTime.of(2026, 11, 23, 9, 0), ZoneOffset.ofHours(2)),
                    "FREQ=DAILY;COUNT=1", Duration.ofHours(1));
            assertTrue(assertThrows(TimewrightException.class, () -> zones.expand(fixed, NINE, 10))
                    .getMessage().contains("ZoneId.of"));
            Recurrence bad = new Recurrence(
                    ZonedDateTime.of(LocalDateTime.of(2026, 11, 23, 9, 0), ZoneId.of("Europe/Lisbon")),
                    "FREQ=SOMETIMES", Duration.ofHours(1));
            assertEquals("invalid-input",
                    assertThrows(TimewrightException.class, () -> zones.expand(bad, NINE, 10)).code());
        }
    }
}
