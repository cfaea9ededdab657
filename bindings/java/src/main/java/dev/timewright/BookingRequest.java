package dev.timewright;

import java.util.List;

/**
 * What is to be booked.
 *
 * @param key minted before the first try; the same key with the same request gives the same answer and
 *     nothing happens twice. Empty: no protection
 * @param rooms groups of ids, one of each will do
 * @param people told of collisions, never refused
 * @param insisted people who must be free
 */
public record BookingRequest(String key, String document, List<Span> occurrences,
        List<List<String>> rooms, List<String> people, List<String> insisted,
        boolean skipOccurrences) {
    /** One room at one time. */
    public static BookingRequest of(String key, Span when, String room) {
        return new BookingRequest(key, "", List.of(when), List.of(List.of(room)), List.of(), List.of(),
                false);
    }
}
