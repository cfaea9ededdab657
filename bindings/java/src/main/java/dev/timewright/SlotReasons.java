package dev.timewright;

import java.util.List;

/**
 * Why a search finds nothing.
 *
 * @param fits there is a slot: the rest is empty
 * @param hopeless the indices of groups of which too few have what is asked for, at any time
 */
public record SlotReasons(boolean fits, List<BlockedSlot> nearest, List<SlotChange> changes,
        List<Integer> hopeless) {}
