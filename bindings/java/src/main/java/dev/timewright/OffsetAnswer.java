package dev.timewright;

import java.time.ZoneOffset;

/** What a zone's clocks show at an instant. */
public record OffsetAnswer(ZoneOffset offset, String abbreviation, boolean daylight) {}
