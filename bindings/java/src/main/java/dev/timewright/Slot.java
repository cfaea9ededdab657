package dev.timewright;

import java.util.List;

/**
 * @param score the part of the optional calendars that is free, from 0 to 1
 * @param rooms the indices of the calendars taken of the groups, of each as many as it needs
 * @param missing the indices of the optional calendars that are busy
 */
public record Slot(Span span, double score, List<Integer> rooms, List<Integer> missing) {}
