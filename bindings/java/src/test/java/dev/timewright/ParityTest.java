package dev.timewright;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goal: C++, Python and Java answer alike. Method: tests/parity/cases.json, asked of this binding. */
class ParityTest {
    private static final Path TESTS = Path.of(System.getProperty("timewright.repository"), "tests");
    private static final JsonNode CASES = read();
    private static Zones zones;

    private static JsonNode read() {
        try {
            return new ObjectMapper().readTree(TESTS.resolve("parity/cases.json").toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void open() {
        zones = Zones.open(TESTS.resolve("zoneinfo/2026f"));
    }

    @AfterAll
    static void close() {
        zones.close();
    }

    static Stream<JsonNode> zoneAt() {
        // A name that java.time itself does not know cannot be a ZoneId; UnknownZone tests that.
        return each("zone_at").filter(c -> !c.has("error"));
    }

    static Stream<JsonNode> resolve() {
        return each("resolve");
    }

    static Stream<JsonNode> toInstant() {
        return each("to_instant");
    }

    static Stream<JsonNode> expand() {
        return each("expand");
    }

    static Stream<JsonNode> slots() {
        return each("slots");
    }

    static Stream<JsonNode> explainedSlots() {
        return each("explained_slots");
    }

    @ParameterizedTest
    @MethodSource("zoneAt")
    void zoneOffsets(JsonNode c) {
        OffsetAnswer found = zones.offsetAt(zone(c), instant(c.get("at")));
        assertEquals(c.get("offset").asInt(), found.offset().getTotalSeconds());
        assertEquals(c.get("abbreviation").asText(), found.abbreviation());
        assertEquals(c.get("daylight").asBoolean(), found.daylight());
    }

    @ParameterizedTest
    @MethodSource("resolve")
    void localTimes(JsonNode c) {
        LocalTimeAnswer found = zones.resolve(local(c.get("local")), zone(c));
        assertEquals(c.get("kind").asText(), found.kind().name().toLowerCase(Locale.ROOT));
        assertEquals(instant(c.get("first")), found.first());
        assertEquals(instant(c.get("second")), found.second());
    }

    @ParameterizedTest
    @MethodSource("toInstant")
    void instants(JsonNode c) {
        Disambiguation how = Disambiguation.valueOf(c.get("how").asText().toUpperCase(Locale.ROOT));
        expected(c, () -> {
            Instant found = zones.toInstant(local(c.get("local")), zone(c), how);
            assertEquals(instant(c.get("instant")), found);
        });
    }

    @ParameterizedTest
    @MethodSource("expand")
    void recurrences(JsonNode c) {
        Recurrence series = new Recurrence(local(c.get("start")).atZone(zone(c)),
                c.get("rule").asText(), Duration.ofSeconds(c.get("duration").asLong()),
                locals(c.path("extra")), locals(c.path("excluded")));
        expected(c, () -> {
            List<Occurrence> found = zones.expand(series,
                    new Span(instant(c.get("from")), instant(c.get("to"))), c.get("limit").asInt());
            List<Instant> starts = new ArrayList<>();
            for (JsonNode t : c.get("starts")) starts.add(instant(t));
            assertEquals(starts, found.stream().map(o -> o.start().toInstant()).toList());
        });
    }

    @ParameterizedTest
    @MethodSource("slots")
    void freeSlots(JsonNode c) {
        SlotSearch search = search(c);
        expected(c, () -> {
            List<Slot> found = zones.findSlots(search);
            assertEquals(c.get("slots").size(), found.size());
            for (int i = 0; i < found.size(); ++i) {
                JsonNode slot = c.get("slots").get(i);
                assertEquals(instant(slot.get("start")), found.get(i).span().start());
                assertEquals(numbers(slot.get("rooms")), found.get(i).rooms());
                assertEquals(numbers(slot.get("missing")), found.get(i).missing());
                if (slot.has("score")) assertEquals(slot.get("score").asDouble(), found.get(i).score());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("explainedSlots")
    void reasonsWhyNothingIsFree(JsonNode c) {
        SlotReasons why = zones.explainSlots(search(c));
        assertEquals(c.get("fits").asBoolean(), why.fits());
        assertEquals(numbers(c.get("hopeless")), why.hopeless());
        assertEquals(c.get("nearest").size(), why.nearest().size());
        for (int i = 0; i < why.nearest().size(); ++i) {
            JsonNode blocked = c.get("nearest").get(i);
            assertEquals(instant(blocked.get("start")), why.nearest().get(i).span().start());
            assertEquals(numbers(blocked.get("blocking")), why.nearest().get(i).blocking());
        }
        assertEquals(c.get("changes").size(), why.changes().size());
        for (int i = 0; i < why.changes().size(); ++i) {
            JsonNode change = c.get("changes").get(i);
            assertEquals(change.get("kind").asText(), why.changes().get(i).kind());
            assertEquals(numbers(change.get("calendars")), why.changes().get(i).calendars());
            assertEquals(instant(change.get("start")), why.changes().get(i).found().span().start());
        }
    }

    private static List<String> words(JsonNode from) {
        List<String> made = new ArrayList<>();
        for (JsonNode each : from) made.add(each.asText());
        return made;
    }

    private static SearchCalendar calendar(JsonNode from) {
        CalendarFacts facts = CalendarFacts.NONE.withTentative(spans(from.path("tentative")))
                .withUnknown(from.path("unknown").asBoolean(false))
                .withTraits(from.path("seats").asInt(0), from.path("units").asInt(1),
                        words(from.path("features")))
                .withTurn(from.path("weight").asInt(1), from.path("load").asInt(0), null)
                .withBuffers(Duration.ofSeconds(from.path("buffer_before").asLong(0)), Duration.ZERO)
                .withDayLimits(from.has("meetings_per_day") ? from.get("meetings_per_day").asInt() : null,
                        null);
        return new SearchCalendar(spans(from.get("busy")), from.path("hours").asText(""),
                ZoneId.of(from.path("zone").asText("UTC")), facts);
    }

    private static SlotSearch search(JsonNode c) {
        List<SearchCalendar> calendars = new ArrayList<>();
        for (JsonNode each : c.get("calendars")) calendars.add(calendar(each));
        List<List<Integer>> groups = new ArrayList<>();
        List<GroupWish> wishes = new ArrayList<>();
        for (JsonNode group : c.get("any_of")) {
            groups.add(numbers(group.isArray() ? group : group.get("members")));
            wishes.add(new GroupWish(group.path("needed").asInt(1), group.path("turn").asText("listed"),
                    group.path("seats").asInt(0), group.path("units").asInt(1),
                    words(group.path("features"))));
        }
        SlotWishes asked = SlotWishes.NONE.withGroups(wishes)
                .withOrder(c.path("order").asText("score"))
                .withReading(c.path("tentative").asText("busy"), "busy")
                .withReach(c.has("another") ? numbers(c.get("another")) : List.of(), Duration.ZERO,
                        Duration.ofSeconds(c.path("known_after").asLong(0)));
        if (c.has("align")) {
            asked = asked.withGrid(Duration.ofSeconds(c.get("align").asLong()),
                    ZoneId.of(c.get("align_zone").asText()));
        }
        if (c.has("not_before")) asked = asked.withNotice(instant(c.get("not_before")));
        return new SlotSearch(new Span(instant(c.get("from")), instant(c.get("to"))),
                Duration.ofSeconds(c.get("duration").asLong()),
                Duration.ofSeconds(c.get("step").asLong()), c.path("limit").asInt(10), calendars,
                numbers(c.get("required")), numbers(c.get("optional")), groups, asked);
    }

    @Test
    void bookings() {
        JsonNode script = CASES.get("booking");
        try (Desk desk = new Desk(instant(script.get("now")))) {
            Script running = new Script(desk, script.get("users"));
            for (JsonNode step : script.get("steps")) running.play(step);
        }
    }

    /** Plays the booking script; letters stand for users, names for bookings. */
    private static final class Script {
        private final Desk desk;
        private final Map<String, String> users = new HashMap<>();
        private final Map<String, String> bookings = new HashMap<>();

        Script(Desk desk, JsonNode capacities) {
            this.desk = desk;
            capacities.fields().forEachRemaining(
                    u -> users.put(u.getKey(), desk.addUser(u.getValue().asInt())));
        }

        void play(JsonNode step) {
            if (!step.has("error")) {
                check(step, run(step));
                return;
            }
            TimewrightException thrown =
                    assertThrows(TimewrightException.class, () -> run(step), step.toString());
            assertEquals(step.get("error").asText(), thrown.code());
            if (!step.has("conflicts")) return;
            List<String> wanted = new ArrayList<>();
            for (JsonNode c : step.get("conflicts")) {
                wanted.add(users.get(c.get("user").asText()) + " "
                        + bookings.get(c.get("booking").asText()) + " " + c.get("reason").asText());
            }
            assertEquals(wanted, ((ConflictException) thrown).conflicts().stream()
                    .map(b -> b.user() + " " + b.booking() + " " + b.reason()).toList());
        }

        private Booked run(JsonNode step) {
            String key = step.path("key").asText("");
            String booking = bookings.get(step.path("booking").asText(""));
            switch (step.get("do").asText()) {
                case "advance" -> desk.advance(seconds(step));
                case "busy" -> assertEquals(spans(step.get("busy")),
                        desk.busy(users.get(step.get("user").asText()),
                                new Span(instant(step.get("from")), instant(step.get("to")))));
                case "cancel" -> desk.cancel(booking, step.get("sequence").asLong(), key);
                case "confirm" -> {
                    return desk.confirm(booking, key);
                }
                case "hold" -> {
                    return desk.hold(request(step), seconds(step));
                }
                case "book" -> {
                    return desk.book(request(step));
                }
                default -> throw new IllegalArgumentException(step.toString());
            }
            return null;
        }

        private BookingRequest request(JsonNode step) {
            List<List<String>> rooms = new ArrayList<>();
            for (JsonNode group : step.get("rooms")) {
                List<String> ids = new ArrayList<>();
                for (JsonNode user : group) ids.add(users.get(user.asText()));
                rooms.add(ids);
            }
            return new BookingRequest(step.get("key").asText(), "", List.of(span(step.get("when"))),
                    rooms, List.of(), List.of(), false);
        }

        private void check(JsonNode step, Booked made) {
            if (!step.has("users")) return;
            List<String> wanted = new ArrayList<>();
            for (JsonNode user : step.get("users")) wanted.add(users.get(user.asText()));
            assertEquals(wanted, made.parts().get(0).users(), step.toString());
            assertEquals(step.path("repeated").asBoolean(false), made.repeated());
            assertEquals(step.has("expires_at") ? instant(step.get("expires_at")) : null,
                    made.expiresAt());
            if (step.has("as")) bookings.put(step.get("as").asText(), made.id());
            if (step.has("same_as")) {
                assertEquals(bookings.get(step.get("same_as").asText()), made.id());
            }
        }
    }

    private static void expected(JsonNode c, Executable question) {
        if (!c.has("error")) {
            org.junit.jupiter.api.Assertions.assertDoesNotThrow(question);
            return;
        }
        TimewrightException thrown = assertThrows(TimewrightException.class, question, c.toString());
        assertEquals(c.get("error").asText(), thrown.code());
    }

    private static Stream<JsonNode> each(String kind) {
        return StreamSupport.stream(CASES.get(kind).spliterator(), false);
    }

    private static ZoneId zone(JsonNode c) {
        return ZoneId.of(c.get("zone").asText());
    }

    private static Instant instant(JsonNode text) {
        return Instant.parse(text.asText());
    }

    private static LocalDateTime local(JsonNode text) {
        return LocalDateTime.parse(text.asText());
    }

    private static List<LocalDateTime> locals(JsonNode list) {
        List<LocalDateTime> made = new ArrayList<>();
        for (JsonNode t : list) made.add(local(t));
        return made;
    }

    private static Duration seconds(JsonNode step) {
        return Duration.ofSeconds(step.get("seconds").asLong());
    }

    private static Span span(JsonNode pair) {
        return new Span(instant(pair.get(0)), instant(pair.get(1)));
    }

    private static List<Span> spans(JsonNode list) {
        List<Span> made = new ArrayList<>();
        for (JsonNode pair : list) made.add(span(pair));
        return made;
    }

    private static List<Integer> numbers(JsonNode list) {
        List<Integer> made = new ArrayList<>();
        for (JsonNode n : list) made.add(n.asInt());
        return made;
    }
}
