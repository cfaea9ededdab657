package dev.timewright;

import java.util.List;

/**
 * What is wanted of a group.
 *
 * @param needed so many of its members at the same time
 * @param turn "listed", "least-recent", "least-load" or "by-weight": who comes first
 * @param seats of each that is taken, at least
 * @param units of each that is taken
 * @param features of each that is taken, all of them
 */
public record GroupWish(int needed, String turn, int seats, int units, List<String> features) {
    /** One of it, the first that is free. */
    public static final GroupWish ONE = new GroupWish(1, "listed", 0, 1, List.of());
}
