package dev.timewright;

/** What to make of a skipped or repeated local time. COMPATIBLE is RFC 5545's reading. */
public enum Disambiguation { COMPATIBLE, EARLIER, LATER, REJECT }
