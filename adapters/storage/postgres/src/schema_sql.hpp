/// @file
/// The SQL of the schema's first version. What has been released is never edited: a later version
/// is a later step.
///
/// Instants are seconds since 1970-01-01T00:00:00Z as bigint, the whole range of sys_seconds;
/// enumerators their numbers in the headers; what clients sent is bytea. Every key begins with the
/// organization.
#pragma once

namespace timewright::postgres::sql {

inline constexpr const char* create_versions = R"(
CREATE TABLE versions (
    version integer PRIMARY KEY,
    purpose text NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT now()
))";

// No foreign keys: the locks that they take on the rows they point at cost more than the rows, and
// decide() never claims for what it was not shown under a lock.
inline constexpr const char* create_tables = R"(
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

CREATE TABLE users (
    organization uuid NOT NULL,
    calendar_user uuid NOT NULL,
    capacity bigint NOT NULL CHECK (capacity >= 1),
    bookable_until bigint NOT NULL,
    disabled boolean NOT NULL,
    longest bigint NOT NULL DEFAULT 0,  -- no claim on this user was ever longer, in seconds
    PRIMARY KEY (organization, calendar_user)
);

CREATE TABLE bookings (
    organization uuid NOT NULL,
    booking uuid NOT NULL,
    sequence bigint NOT NULL CHECK (sequence >= 1),
    document bytea NOT NULL,
    PRIMARY KEY (organization, booking)
);

CREATE TABLE claims (
    organization uuid NOT NULL,
    booking uuid NOT NULL,
    sequence bigint NOT NULL,
    ordinal bigint NOT NULL,
    part bigint NOT NULL,
    calendar_user uuid NOT NULL,
    start_at bigint NOT NULL,
    end_at bigint NOT NULL,
    units bigint NOT NULL CHECK (units >= 1),
    effect smallint NOT NULL,
    type smallint NOT NULL,
    deadline bigint,
    guarded boolean NOT NULL,           -- blocks a user of capacity 1, and was not seen dead
    PRIMARY KEY (organization, booking, sequence, ordinal),
    CHECK (start_at < end_at),
    CONSTRAINT claims_never_overlap EXCLUDE USING gist (
        organization WITH =, calendar_user WITH =, int8range(start_at, end_at, '[)') WITH &&
    ) WHERE (guarded)
);
CREATE INDEX claims_by_user ON claims (organization, calendar_user, start_at);
CREATE INDEX claims_by_deadline ON claims (deadline) WHERE deadline IS NOT NULL;

CREATE TABLE answers (
    organization uuid NOT NULL,
    actor uuid NOT NULL,
    request_key bytea NOT NULL,
    digest_high bigint NOT NULL,
    digest_low bigint NOT NULL,
    decided_at bigint NOT NULL,
    answer bytea NOT NULL,
    PRIMARY KEY (organization, actor, request_key)
);
CREATE INDEX answers_by_age ON answers (decided_at);

CREATE TABLE feed (
    organization uuid NOT NULL,
    transaction bigint NOT NULL,        -- the id of the transaction that wrote it
    ordinal bigint NOT NULL,
    actor uuid NOT NULL,
    origin bytea NOT NULL,
    kind smallint NOT NULL,
    booking uuid NOT NULL,
    sequence bigint NOT NULL,
    decided_at bigint NOT NULL,
    document_before bytea NOT NULL,
    document_after bytea NOT NULL,
    touched bytea NOT NULL,             -- claims and users, see encoding.hpp
    PRIMARY KEY (organization, transaction, ordinal)
);
CREATE INDEX feed_by_transaction ON feed (transaction, ordinal);
CREATE INDEX feed_by_age ON feed (decided_at);

CREATE TABLE feed_dropped (             -- the newest entry that is no longer kept
    only_row boolean PRIMARY KEY CHECK (only_row),
    transaction bigint NOT NULL,
    ordinal bigint NOT NULL
);
INSERT INTO feed_dropped VALUES (true, 0, 0);

CREATE TABLE records (
    organization uuid NOT NULL,
    kind bytea NOT NULL,
    key bytea NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    body bytea NOT NULL,
    PRIMARY KEY (organization, kind, key)
);

-- A row of any of the above, so that one round trip answers with several kinds.
CREATE TYPE found AS (
    what integer, organization uuid, a uuid, b uuid,
    n1 bigint, n2 bigint, n3 bigint, n4 bigint, n5 bigint, n6 bigint, n7 bigint, n8 bigint, n9 bigint,
    w bytea, x bytea, y bytea, z bytea
);

CREATE FUNCTION found_user(u users) RETURNS found LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(1, u.organization, u.calendar_user, NULL, u.capacity, u.bookable_until,
               u.disabled::integer, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::found
$$;
CREATE FUNCTION found_booking(b bookings) RETURNS found LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(2, b.organization, b.booking, NULL, b.sequence, NULL, NULL, NULL, NULL, NULL, NULL,
               NULL, NULL, b.document, NULL, NULL, NULL)::found
$$;
CREATE FUNCTION found_claim(c claims) RETURNS found LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(3, c.organization, c.booking, c.calendar_user, c.sequence, c.ordinal, c.part,
               c.start_at, c.end_at, c.units, c.effect, c.type, c.deadline,
               NULL, NULL, NULL, NULL)::found
$$;

-- The earliest start of a claim of at most this length that reaches beyond t.
CREATE FUNCTION look_back(t bigint, longest bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN longest = 9223372036854775807 OR t < -9223372036854775808 + longest
                THEN -9223372036854775808 ELSE t - longest END
$$;

-- The database's clock, and the latest time at which anything that left a trace was decided.
-- In plpgsql, which keeps the plan; a function in sql would be planned again in every batch.
CREATE FUNCTION present() RETURNS found LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN ROW(0, NULL, NULL, NULL, floor(extract(epoch FROM clock_timestamp()))::bigint,
               greatest((SELECT max(decided_at) FROM feed), (SELECT max(decided_at) FROM answers)),
               NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::found;
END $$;
)";

// First the locks, one after the other in ascending order, then the rows. Being VOLATILE, under READ
// COMMITTED each statement of the function takes a snapshot of its own, so the rows are those that
// stood when the last lock was granted. One statement that locked and read would read what stood
// before the wait. Nothing is written, so that no transaction id is taken before all locks are held.
inline constexpr const char* create_lock_and_load = R"(
CREATE FUNCTION lock_and_load(
    wide boolean, organizations integer[], locks bigint[],
    key_organization uuid[], key_actor uuid[], key_text bytea[],
    edit_organization uuid[], edit_booking uuid[],
    user_organization uuid[], user_id uuid[], user_capacity bigint[],
    window_organization uuid[], window_user uuid[], window_start bigint[], window_end bigint[]
) RETURNS SETOF found LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    organization_lock integer;
    lock bigint;
BEGIN
    FOREACH organization_lock IN ARRAY organizations LOOP
        IF wide THEN
            PERFORM pg_advisory_xact_lock(1415009396, organization_lock);
        ELSE
            PERFORM pg_advisory_xact_lock_shared(1415009396, organization_lock);
        END IF;
    END LOOP;
    FOREACH lock IN ARRAY locks LOOP
        PERFORM pg_advisory_xact_lock(lock);
    END LOOP;

    RETURN QUERY SELECT * FROM present();
    RETURN QUERY
        SELECT 4, a.organization, a.actor, NULL::uuid, a.digest_high, a.digest_low, a.decided_at,
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
               a.request_key, a.answer, NULL::bytea, NULL::bytea
        FROM unnest(key_organization, key_actor, key_text) AS asked (o, u, k)
        JOIN answers a ON a.organization = asked.o AND a.actor = asked.u AND a.request_key = asked.k;
    RETURN QUERY
        SELECT (found_user(u)).*
        FROM (SELECT o, i FROM unnest(user_organization, user_id) AS named (o, i)
              UNION
              SELECT c.organization, c.calendar_user
              FROM unnest(edit_organization, edit_booking) AS edited (o, b)
              JOIN claims c ON c.organization = edited.o AND c.booking = edited.b) AS asked (o, i)
        JOIN users u ON u.organization = asked.o AND u.calendar_user = asked.i;
    RETURN QUERY
        SELECT (found_booking(b)).*
        FROM unnest(edit_organization, edit_booking) AS asked (o, i)
        JOIN bookings b ON b.organization = asked.o AND b.booking = asked.i;
    RETURN QUERY
        SELECT (found_claim(c)).*
        FROM unnest(edit_organization, edit_booking) AS asked (o, i)
        JOIN claims c ON c.organization = asked.o AND c.booking = asked.i;
    -- OFFSET 0 keeps the planner from joining first and looking at the times afterwards.
    RETURN QUERY
        SELECT hit.*
        FROM unnest(window_organization, window_user, window_start, window_end) AS asked (o, i, s, e)
        JOIN users u ON u.organization = asked.o AND u.calendar_user = asked.i
        CROSS JOIN LATERAL (
            SELECT (found_claim(c)).* FROM claims c
            WHERE c.organization = asked.o AND c.calendar_user = asked.i
                AND c.start_at >= look_back(asked.s, u.longest) AND c.start_at < asked.e
                AND c.end_at > asked.s
            OFFSET 0) AS hit;
    -- Whoever's capacity sinks must still carry everything that is claimed.
    RETURN QUERY
        SELECT (found_claim(c)).*
        FROM unnest(user_organization, user_id, user_capacity) AS asked (o, i, n)
        JOIN users u ON u.organization = asked.o AND u.calendar_user = asked.i AND u.capacity > asked.n
        JOIN claims c ON c.organization = asked.o AND c.calendar_user = asked.i;
END $$;
)";

inline constexpr const char* create_write_batch = R"(
CREATE FUNCTION write_batch(
    decided bigint, forget_before bigint,
    user_organization uuid[], user_id uuid[], user_capacity bigint[], user_until bigint[],
    user_disabled boolean[],
    released_organization uuid[], released_booking uuid[], released_sequence bigint[],
    released_ordinal bigint[],
    dead_organization uuid[], dead_booking uuid[], dead_sequence bigint[], dead_ordinal bigint[],
    booking_organization uuid[], booking_id uuid[], booking_sequence bigint[],
    booking_document bytea[],
    claim_organization uuid[], claim_booking uuid[], claim_sequence bigint[], claim_ordinal bigint[],
    claim_part bigint[], claim_user uuid[], claim_start bigint[], claim_end bigint[],
    claim_units bigint[], claim_effect smallint[], claim_type smallint[], claim_deadline bigint[],
    claim_guarded boolean[],
    longest_organization uuid[], longest_user uuid[], longest_length bigint[],
    removed_organization uuid[], removed_booking uuid[],
    answer_organization uuid[], answer_actor uuid[], answer_key bytea[], answer_high bigint[],
    answer_low bigint[], answer_outcome bytea[],
    feed_organization uuid[], feed_actor uuid[], feed_origin bytea[], feed_kind smallint[],
    feed_booking uuid[], feed_sequence bigint[], feed_before bytea[], feed_after bytea[],
    feed_touched bytea[]
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF cardinality(released_booking) > 0 THEN
        DELETE FROM claims c
        USING unnest(released_organization, released_booking, released_sequence, released_ordinal)
            AS gone (o, b, s, n)
        WHERE c.organization = gone.o AND c.booking = gone.b AND c.sequence = gone.s
            AND c.ordinal = gone.n;
    END IF;
    IF cardinality(user_id) > 0 THEN
        INSERT INTO users AS u (organization, calendar_user, capacity, bookable_until, disabled)
        SELECT * FROM unnest(user_organization, user_id, user_capacity, user_until, user_disabled)
        ON CONFLICT (organization, calendar_user) DO UPDATE SET capacity = excluded.capacity,
            bookable_until = excluded.bookable_until, disabled = excluded.disabled;
        UPDATE claims c
        SET guarded = asked.n = 1 AND (c.deadline IS NULL OR c.deadline > decided)
        FROM unnest(user_organization, user_id, user_capacity) AS asked (o, i, n)
        WHERE c.organization = asked.o AND c.calendar_user = asked.i AND c.effect = 0
            AND c.guarded <> (asked.n = 1 AND (c.deadline IS NULL OR c.deadline > decided));
    END IF;
    -- A hold that has run out stays until it is swept, so that the feed tells of it; it no longer
    -- stands in the way. A statement of its own: one statement would still meet it.
    IF cardinality(dead_booking) > 0 THEN
        UPDATE claims c SET guarded = false
        FROM unnest(dead_organization, dead_booking, dead_sequence, dead_ordinal) AS dead (o, b, s, n)
        WHERE c.organization = dead.o AND c.booking = dead.b AND c.sequence = dead.s
            AND c.ordinal = dead.n AND c.guarded;
    END IF;
    IF cardinality(booking_id) > 0 THEN
        INSERT INTO bookings AS b (organization, booking, sequence, document)
        SELECT * FROM unnest(booking_organization, booking_id, booking_sequence, booking_document)
        ON CONFLICT (organization, booking) DO UPDATE SET sequence = excluded.sequence,
            document = excluded.document;
    END IF;
    IF cardinality(claim_booking) > 0 THEN
        INSERT INTO claims (organization, booking, sequence, ordinal, part, calendar_user, start_at,
                            end_at, units, effect, type, deadline, guarded)
        SELECT * FROM unnest(claim_organization, claim_booking, claim_sequence, claim_ordinal,
                             claim_part, claim_user, claim_start, claim_end, claim_units,
                             claim_effect, claim_type, claim_deadline, claim_guarded);
        UPDATE users u SET longest = asked.l
        FROM unnest(longest_organization, longest_user, longest_length) AS asked (o, i, l)
        WHERE u.organization = asked.o AND u.calendar_user = asked.i AND u.longest < asked.l;
    END IF;
    IF cardinality(removed_booking) > 0 THEN
        DELETE FROM bookings b
        USING unnest(removed_organization, removed_booking) AS gone (o, i)
        WHERE b.organization = gone.o AND b.booking = gone.i;
    END IF;
    IF cardinality(answer_key) > 0 THEN
        INSERT INTO answers AS a (organization, actor, request_key, digest_high, digest_low,
                                  decided_at, answer)
        SELECT o, u, k, h, l, decided, t
        FROM unnest(answer_organization, answer_actor, answer_key, answer_high, answer_low,
                    answer_outcome) AS asked (o, u, k, h, l, t)
        ON CONFLICT (organization, actor, request_key) DO UPDATE SET
            digest_high = excluded.digest_high, digest_low = excluded.digest_low,
            decided_at = excluded.decided_at, answer = excluded.answer;
    END IF;
    IF cardinality(feed_booking) > 0 THEN
        INSERT INTO feed (organization, transaction, ordinal, actor, origin, kind, booking, sequence,
                          decided_at, document_before, document_after, touched)
        SELECT o, pg_current_xact_id()::text::bigint, n, u, w, k, b, s, decided, d, e, t
        FROM unnest(feed_organization, feed_actor, feed_origin, feed_kind, feed_booking,
                    feed_sequence, feed_before, feed_after, feed_touched)
            WITH ORDINALITY AS asked (o, u, w, k, b, s, d, e, t, n);
    END IF;
    -- What another process forgets at this moment is left to it.
    IF forget_before IS NOT NULL THEN
        DELETE FROM answers a
        USING (SELECT organization, actor, request_key FROM answers
               WHERE decided_at < forget_before ORDER BY decided_at LIMIT 10000
               FOR UPDATE SKIP LOCKED) AS old
        WHERE a.organization = old.organization AND a.actor = old.actor
            AND a.request_key = old.request_key;
    END IF;
END $$;
)";

// Being STABLE, all statements of a function answer from the one snapshot of its caller.
inline constexpr const char* create_questions = R"(
CREATE FUNCTION load_claims(asked_organization uuid, asked_users uuid[], from_at bigint, to_at bigint)
RETURNS SETOF found LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT * FROM present();
    RETURN QUERY
        SELECT (found_user(u)).* FROM unnest(asked_users) AS asked (i)
        JOIN users u ON u.organization = asked_organization AND u.calendar_user = asked.i;
    RETURN QUERY
        SELECT hit.* FROM unnest(asked_users) AS asked (i)
        JOIN users u ON u.organization = asked_organization AND u.calendar_user = asked.i
        CROSS JOIN LATERAL (
            SELECT (found_claim(c)).* FROM claims c
            WHERE c.organization = asked_organization AND c.calendar_user = asked.i
                AND c.start_at >= look_back(from_at, u.longest) AND c.start_at < to_at
                AND c.end_at > from_at
            OFFSET 0) AS hit;
END $$;

CREATE FUNCTION find_bookings(asked_organization uuid, asked_bookings uuid[])
RETURNS SETOF found LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT (found_booking(b)).* FROM unnest(asked_bookings) AS asked (i)
        JOIN bookings b ON b.organization = asked_organization AND b.booking = asked.i;
END $$;

CREATE FUNCTION claims_of(asked_organization uuid, asked_booking uuid)
RETURNS SETOF found LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT * FROM present();
    RETURN QUERY
        SELECT (found_claim(c)).* FROM claims c
        WHERE c.organization = asked_organization AND c.booking = asked_booking;
END $$;

-- Bookings of which nothing lives any more, by the time at which their last hold ran out.
CREATE FUNCTION due_holds(present_at bigint, at_most bigint)
RETURNS SETOF found LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT 5, b.organization, b.booking, NULL::uuid, b.sequence,
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bigint, NULL::bigint, NULL::bytea, NULL::bytea, NULL::bytea, NULL::bytea
        FROM (SELECT c.organization, c.booking, max(c.deadline) AS died FROM claims c
              WHERE c.deadline <= present_at GROUP BY c.organization, c.booking) AS held
        JOIN bookings b ON b.organization = held.organization AND b.booking = held.booking
        WHERE NOT EXISTS (SELECT FROM claims c
                          WHERE c.organization = held.organization AND c.booking = held.booking
                              AND (c.deadline IS NULL OR c.deadline > present_at))
        ORDER BY held.died, b.organization, b.booking LIMIT at_most;
END $$;

-- Below the oldest transaction under way nothing can appear any more.
CREATE FUNCTION feed_ends()
RETURNS SETOF found LANGUAGE plpgsql STABLE AS $$
DECLARE
    settled bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
BEGIN
    RETURN QUERY
        SELECT 6, NULL::uuid, NULL::uuid, NULL::uuid,
               coalesce(newest.transaction, dropped.transaction),
               coalesce(newest.ordinal, dropped.ordinal), dropped.transaction, dropped.ordinal,
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bytea, NULL::bytea, NULL::bytea, NULL::bytea
        FROM feed_dropped AS dropped
        LEFT JOIN LATERAL (SELECT f.transaction, f.ordinal FROM feed f
                           WHERE f.transaction < settled
                           ORDER BY f.transaction DESC, f.ordinal DESC LIMIT 1) AS newest ON true;
END $$;

CREATE FUNCTION feed_after(asked_organization uuid, after_transaction bigint, after_ordinal bigint,
                           at_most bigint)
RETURNS SETOF found LANGUAGE plpgsql STABLE AS $$
DECLARE
    settled bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
BEGIN
    RETURN QUERY SELECT * FROM feed_ends();
    RETURN QUERY
        SELECT 7, f.organization, f.actor, f.booking, f.transaction, f.ordinal, f.kind::bigint,
               f.sequence, f.decided_at, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
               f.origin, f.document_before, f.document_after, f.touched
        FROM feed f
        WHERE f.organization = asked_organization AND f.transaction < settled
            AND (f.transaction, f.ordinal) > (after_transaction, after_ordinal)
        ORDER BY f.transaction, f.ordinal LIMIT at_most;
END $$;

CREATE FUNCTION records_after(asked_organization uuid, asked_kind bytea, after_key bytea,
                              at_most bigint)
RETURNS SETOF found LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT 8, r.organization, NULL::uuid, NULL::uuid, r.version,
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bigint, NULL::bigint, r.kind, r.key, r.body, NULL::bytea
        FROM records r
        WHERE r.organization = asked_organization AND r.kind = asked_kind AND r.key > after_key
        ORDER BY r.key LIMIT at_most;
END $$;

CREATE FUNCTION find_record(asked_organization uuid, asked_kind bytea, asked_key bytea)
RETURNS SETOF found LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT 8, r.organization, NULL::uuid, NULL::uuid, r.version,
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bigint, NULL::bigint, r.kind, r.key, r.body, NULL::bytea
        FROM records r
        WHERE r.organization = asked_organization AND r.kind = asked_kind AND r.key = asked_key;
END $$;

-- True and the new version, or false and the version that stands. The row is locked by what changes
-- it, and READ COMMITTED looks at its condition again after a wait.
CREATE FUNCTION put_record(asked_organization uuid, asked_kind bytea, asked_key bytea,
                           expected bigint, new_body bytea)
RETURNS TABLE (done boolean, stands bigint) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    changed bigint := 0;
BEGIN
    IF expected = 0 AND new_body IS NOT NULL THEN
        INSERT INTO records AS r (organization, kind, key, version, body)
        VALUES (asked_organization, asked_kind, asked_key, 1, new_body) ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS changed = ROW_COUNT;
    ELSIF new_body IS NOT NULL THEN
        UPDATE records r SET version = expected + 1, body = new_body
        WHERE r.organization = asked_organization AND r.kind = asked_kind AND r.key = asked_key
            AND r.version = expected;
        GET DIAGNOSTICS changed = ROW_COUNT;
    ELSIF expected > 0 THEN
        DELETE FROM records r
        WHERE r.organization = asked_organization AND r.kind = asked_kind AND r.key = asked_key
            AND r.version = expected;
        GET DIAGNOSTICS changed = ROW_COUNT;
    END IF;
    IF changed > 0 THEN
        RETURN QUERY SELECT true, CASE WHEN new_body IS NULL THEN 0 ELSE expected + 1 END;
        RETURN;
    END IF;
    stands := coalesce((SELECT r.version FROM records r
                        WHERE r.organization = asked_organization AND r.kind = asked_kind
                            AND r.key = asked_key), 0);
    done := stands = expected AND new_body IS NULL; -- what does not exist is removed already
    RETURN NEXT;
END $$;
)";

// The second version. Whoever frees something is shown who waits for it: statements of their own, so
// that they see what was committed before the last lock was granted.
inline constexpr const char* let_claims_wait = R"(
CREATE INDEX claims_waiting ON claims (organization, calendar_user, start_at) WHERE effect = 3;
ALTER FUNCTION lock_and_load RENAME TO lock_and_load_claims;
CREATE FUNCTION lock_and_load(
    wide boolean, organizations integer[], locks bigint[],
    key_organization uuid[], key_actor uuid[], key_text bytea[],
    edit_organization uuid[], edit_booking uuid[],
    user_organization uuid[], user_id uuid[], user_capacity bigint[],
    window_organization uuid[], window_user uuid[], window_start bigint[], window_end bigint[]
) RETURNS SETOF found LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN QUERY SELECT * FROM lock_and_load_claims(
        wide, organizations, locks, key_organization, key_actor, key_text, edit_organization,
        edit_booking, user_organization, user_id, user_capacity, window_organization, window_user,
        window_start, window_end);
    RETURN QUERY
        SELECT (found_claim(w)).*
        FROM unnest(edit_organization, edit_booking) AS edited (o, b)
        JOIN claims c ON c.organization = edited.o AND c.booking = edited.b
        JOIN claims w ON w.organization = c.organization AND w.calendar_user = c.calendar_user
            AND w.effect = 3 AND w.start_at < c.end_at AND w.end_at > c.start_at;
END $$;
)";

// The third version. Calendars that a change frees are locked as well as those that it takes: which
// they are is known to the database alone, so it reads them before it locks, and looks again once
// the bookings are locked and can no longer move. And the latest time that anybody went by is kept.
//
// A sequence keeps it because a row would make every batch wait for every other. It is set under a
// lock of its own, which ends with the block and not with the transaction; what a sequence was set
// to stays.
inline constexpr const char* lock_what_is_freed = R"(
CREATE FUNCTION folded(id uuid) RETURNS bit(64) LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    digits text := replace(id::text, '-', '');
BEGIN
    RETURN ('x' || left(digits, 16))::bit(64) # ('x' || right(digits, 16))::bit(64);
END $$;

CREATE FUNCTION lock_of_user(organization uuid, calendar_user uuid)
RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    theirs bit(64) := folded(organization);
BEGIN
    RETURN (((theirs << 32) | (theirs >> 32)) # folded(calendar_user))::bigint;
END $$;

CREATE FUNCTION locks_of_freed(freeing_organization uuid[], freeing_booking uuid[])
RETURNS bigint[] LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN coalesce((
        SELECT array_agg(DISTINCT lock_of_user(c.organization, c.calendar_user))
        FROM unnest(freeing_organization, freeing_booking) AS freeing (o, b)
        JOIN claims c ON c.organization = freeing.o AND c.booking = freeing.b), '{}');
END $$;

DROP FUNCTION lock_and_load(
    boolean, integer[], bigint[], uuid[], uuid[], bytea[], uuid[], uuid[], uuid[], uuid[], bigint[],
    uuid[], uuid[], bigint[], bigint[]);
CREATE FUNCTION lock_and_load(
    locks_max bigint, wide boolean, organizations integer[], locks bigint[],
    freeing_organization uuid[], freeing_booking uuid[],
    key_organization uuid[], key_actor uuid[], key_text bytea[],
    edit_organization uuid[], edit_booking uuid[],
    user_organization uuid[], user_id uuid[], user_capacity bigint[],
    window_organization uuid[], window_user uuid[], window_start bigint[], window_end bigint[]
) RETURNS SETOF found LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    whole boolean := wide;
    wanted bigint[] := locks;
    one integer;
    lock bigint;
BEGIN
    IF NOT whole AND cardinality(freeing_booking) > 0 THEN
        wanted := ARRAY(SELECT DISTINCT l FROM unnest(
            locks || locks_of_freed(freeing_organization, freeing_booking)) AS l ORDER BY l);
        whole := cardinality(wanted) > locks_max;
    END IF;
    FOREACH one IN ARRAY organizations LOOP
        IF whole THEN
            PERFORM pg_advisory_xact_lock(1415009396, one);
        ELSE
            PERFORM pg_advisory_xact_lock_shared(1415009396, one);
        END IF;
    END LOOP;
    IF NOT whole THEN
        FOREACH lock IN ARRAY wanted LOOP
            PERFORM pg_advisory_xact_lock(lock);
        END LOOP;
        -- Moved in between: as a rule the change is stale now and frees nothing.
        IF cardinality(freeing_booking) > 0 THEN
            FOREACH lock IN ARRAY ARRAY(SELECT l FROM unnest(
                    locks_of_freed(freeing_organization, freeing_booking)) AS l
                    WHERE l <> ALL (wanted) ORDER BY l) LOOP
                PERFORM pg_advisory_xact_lock(lock);
            END LOOP;
        END IF;
    END IF;
    RETURN QUERY SELECT * FROM lock_and_load_claims(
        whole, '{}', '{}', key_organization, key_actor, key_text, edit_organization, edit_booking,
        user_organization, user_id, user_capacity, window_organization, window_user, window_start,
        window_end);
    RETURN QUERY
        SELECT (found_claim(w)).*
        FROM unnest(edit_organization, edit_booking) AS edited (o, b)
        JOIN claims c ON c.organization = edited.o AND c.booking = edited.b
        JOIN claims w ON w.organization = c.organization AND w.calendar_user = c.calendar_user
            AND w.effect = 3 AND w.start_at < c.end_at AND w.end_at > c.start_at;
END $$;

CREATE SEQUENCE latest_present AS bigint
    MINVALUE -9223372036854775808 START WITH -9223372036854775808;

CREATE FUNCTION keep_present(present_at bigint) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF (SELECT last_value FROM latest_present) >= present_at THEN RETURN; END IF;
    BEGIN
        PERFORM pg_advisory_xact_lock(1415009396, 2); -- an organization's number is odd
        IF (SELECT last_value FROM latest_present) < present_at THEN
            PERFORM setval('latest_present', present_at);
        END IF;
        RAISE EXCEPTION USING ERRCODE = 'TW000';
    EXCEPTION WHEN SQLSTATE 'TW000' THEN NULL;
    END;
END $$;

CREATE OR REPLACE FUNCTION present() RETURNS found LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN ROW(0, NULL, NULL, NULL, floor(extract(epoch FROM clock_timestamp()))::bigint,
               greatest((SELECT max(decided_at) FROM feed), (SELECT max(decided_at) FROM answers),
                        (SELECT last_value FROM latest_present)),
               NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::found;
END $$;
)";

} // namespace timewright::postgres::sql
