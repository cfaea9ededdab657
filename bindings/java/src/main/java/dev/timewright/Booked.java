package dev.timewright;

import java.time.Instant;
import java.util.List;

/**
 * A booking as it stands after a command.
 *
 * @param conflicts what people who are only told were doing already
 * @param expiresAt when a hold runs out; null for a booking
 * @param repeated this answers a retry: nothing happened again
 */
public record Booked(String id, long sequence, List<Part> parts, List<Blocker> conflicts,
        Instant expiresAt, boolean repeated) {
    /** @param users who was taken: rooms in the order of their groups, then people */
    public record Part(Span span, boolean applied, List<String> users) {}
}
