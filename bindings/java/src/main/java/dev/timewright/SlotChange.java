package dev.timewright;

import java.util.List;

/**
 * A change of the question with which something fits. It was searched for.
 *
 * @param kind "shorter", "without", "another-room", "later", "earlier", "over-tentative" or
 *     "outside-hours"
 * @param calendars who is gone without, which rooms were full, or whose time it is
 */
public record SlotChange(String kind, List<Integer> calendars, Slot found) {}
