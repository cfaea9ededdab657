package dev.timewright;

import java.util.List;

/** A slot that nearly fits, and the smallest set of calendars, by index, that prevents it. */
public record BlockedSlot(Span span, List<Integer> blocking) {}
