package dev.timewright;

import java.util.List;

/** The booking does not fit; {@link #conflicts()} has everything that is in the way. */
public final class ConflictException extends TimewrightException {
    private static final long serialVersionUID = 1L;

    private final transient List<Blocker> conflicts;

    ConflictException(String message, List<Blocker> conflicts) {
        super(message, "conflicts", "never");
        this.conflicts = List.copyOf(conflicts);
    }

    public List<Blocker> conflicts() {
        return conflicts;
    }
}
