package dev.timewright;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Something did not work. {@link #code()} is a stable word ("unknown-zone", "invalid-input", "stale",
 * "expired", ...); {@link #retry()} says whether sending the same again may work.
 */
public class TimewrightException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int FIELDS = 5;

    private final String code;
    private final String retry;

    TimewrightException(String message, String code, String retry) {
        super(message);
        this.code = code;
        this.retry = retry;
    }

    public String code() {
        return code;
    }

    /** "never", "safe" or "in-doubt". */
    public String retry() {
        return retry;
    }

    /** Called by the native library: five fields a conflict. */
    static TimewrightException of(String message, String code, String retry, String[] fields) {
        if (!code.equals("conflicts")) return new TimewrightException(message, code, retry);
        List<Blocker> conflicts = new ArrayList<>();
        for (int i = 0; i + FIELDS <= fields.length; i += FIELDS) {
            conflicts.add(new Blocker(fields[i], Instant.ofEpochSecond(Long.parseLong(fields[i + 1])),
                    Instant.ofEpochSecond(Long.parseLong(fields[i + 2])),
                    fields[i + 3].isEmpty() ? null : fields[i + 3], fields[i + 4]));
        }
        return new ConflictException(message, conflicts);
    }
}
