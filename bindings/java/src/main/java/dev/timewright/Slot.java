package dev.timewright;

import java.util.List;

/**
 * @param score the part of the optional calendars that is free, from 0 to 1
 * @param rooms the index of the calendar taken of each group
 * @param missing the indices of the optional calendars that are busy
 */
public record Slot(Span span, double score, List<Integer> rooms, List<Integer> missing) {}
