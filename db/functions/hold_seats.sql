-- Holds all the wanted seats for a person, or changes nothing: one click is one call. Wanted are the seats p_seats, or
-- p_count places of the standing area p_area (the number of its first place), looked for from p_from on.
-- p_instead: seats of the person's own hold to release in exchange, in the same transaction, only if the wanted ones
-- were held.
-- outcome: held · unknown · cancelled · other_plan · not_yet · over · too_many · no_such_seat · no_such_area · taken ·
-- contested.
-- `seats`: held: every seat of the live hold · taken, contested, no_such_seat: the wanted seats that could not be held ·
-- else empty. `until`: held: when the hold ends · not_yet: the on-sale. `allowed`: how many more this person may take.
-- `levels`, `extended`, `lifted`, `types`: held: the seats' price levels, which of its two extra times were used,
-- and its ticket types. `places_left`: taken, of an area: how many it still has.
-- Wanted seats of a hold that had run out are released by a fact of their own, whose actor is 'expiry'.
-- The lock comes first, so that every later statement counts in a snapshot taken after it: if the cap were counted in
-- the same statement as the lock, parallel requests of one person could exceed it.
-- enable_seqscan is off because plans are cached: one made while the tables were empty would read whole tables.
CREATE OR REPLACE FUNCTION hold_seats(
    p_performance bigint, p_person text, p_seats integer[], p_plan bigint, p_codes text[] DEFAULT '{}',
    p_instead integer[] DEFAULT '{}', p_area integer DEFAULT NULL, p_count integer DEFAULT 0, p_from integer DEFAULT 0,
    p_trace text DEFAULT NULL,
    OUT outcome text, OUT hold bigint, OUT until timestamptz, OUT seats integer[], OUT allowed integer,
    OUT levels smallint[], OUT extended boolean, OUT lifted boolean, OUT types jsonb, OUT places_left integer
) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    clock timestamptz;
    performance_row record;
    own integer[] := '{}';
    back integer[] := '{}';
    ordered integer;
    wanted integer[];
    many integer;
    allowed_allocations bigint[];
    free integer[];
    got integer[];
    taken_over boolean;  -- seats of a hold that had run out
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_performance || ' ' || p_person, 0));
    clock := clock_timestamp();
    seats := '{}';
    types := '{}';
    SELECT p.*, e.organizer INTO performance_row FROM performance p JOIN event e ON e.id = p.event WHERE p.id = p_performance;
    outcome := CASE
        WHEN NOT FOUND OR performance_row.state = 'draft' THEN 'unknown'
        WHEN performance_row.state = 'cancelled' THEN 'cancelled'
        WHEN performance_row.plan <> p_plan THEN 'other_plan'
        WHEN clock < performance_row.on_sale_at THEN 'not_yet'
        WHEN clock >= performance_row.off_sale_at THEN 'over' END;
    IF outcome IS NOT NULL THEN
        until := performance_row.on_sale_at;
        RETURN;
    END IF;

    SELECT h.id, h.extended_at IS NOT NULL, h.lifted_at IS NOT NULL, h.types INTO hold, extended, lifted, types FROM hold h
    WHERE h.performance_id = p_performance AND h.person = p_person AND h.ended_at IS NULL;
    IF FOUND THEN
        SELECT coalesce(array_agg(s.idx ORDER BY s.idx), '{}'), max(s.hold_expires_at) INTO own, until
        FROM seat s WHERE s.performance_id = p_performance AND s.hold_id = hold AND s.hold_expires_at > clock;
        IF own = '{}' THEN  -- the hold ran out and was not ended yet
            UPDATE hold h SET ended_at = clock, ended_as = 'expired' WHERE h.performance_id = p_performance AND h.id = hold;
            hold := NULL;
        END IF;
    END IF;

    -- counted order by order: a join planned while the tables were empty reads one whole table for each row of the other
    SELECT coalesce(sum((SELECT count(*) FROM order_line l WHERE l.performance_id = o.performance_id AND l.order_id = o.id
                         AND l.kind = 'seat' AND l.refund_id IS NULL AND NOT l.void)), 0) INTO ordered FROM "order" o
    WHERE o.performance_id = p_performance AND o.person = p_person AND o.state IN ('pending', 'paid');
    wanted := ARRAY(SELECT w FROM unnest(p_seats) w WHERE w <> ALL (own) ORDER BY w);
    many := cardinality(wanted) + p_count;
    IF p_instead <> '{}' THEN
        back := ARRAY(SELECT b FROM unnest(own) b WHERE b = ANY (p_instead) AND b <> ALL (p_seats));
    END IF;
    allowed := greatest(performance_row.max_seats - ordered - cardinality(own) + cardinality(back), 0);
    IF many > allowed THEN
        outcome := 'too_many';
        RETURN;
    END IF;

    IF many > 0 THEN
        allowed_allocations := ARRAY(SELECT a.id FROM allocation a WHERE a.performance_id = p_performance AND a.code = ANY (p_codes));
        IF p_area IS NULL THEN
            -- first a read without locks, so that a request for seats that are taken writes nothing
            SELECT coalesce(array_agg(s.idx), '{}') INTO free FROM seat s
            WHERE s.performance_id = p_performance AND s.idx = ANY (wanted)
              AND is_open(s.status, s.hold_expires_at, clock) AND (s.allocation IS NULL OR s.allocation = ANY (allowed_allocations));
            IF cardinality(free) < many THEN
                seats := ARRAY(SELECT w FROM unnest(wanted) w
                    WHERE NOT EXISTS (SELECT FROM seat s WHERE s.performance_id = p_performance AND s.idx = w));
                outcome := 'no_such_seat';
                IF seats = '{}' THEN
                    seats := ARRAY(SELECT w FROM unnest(wanted) w WHERE w <> ALL (free));
                    outcome := 'taken';
                END IF;
                RETURN;
            END IF;
            SELECT coalesce(array_agg(mine.idx), '{}'), bool_or(mine.hold_id IS NOT NULL) INTO got, taken_over FROM (
                SELECT s.idx, s.hold_id FROM seat s
                WHERE s.performance_id = p_performance AND s.idx = ANY (wanted)
                  AND is_open(s.status, s.hold_expires_at, clock) AND (s.allocation IS NULL OR s.allocation = ANY (allowed_allocations))
                ORDER BY s.idx FOR UPDATE SKIP LOCKED) mine;
            IF cardinality(got) < many THEN
                outcome := 'contested';
                seats := ARRAY(SELECT w FROM unnest(wanted) w WHERE w <> ALL (got));
                RETURN;
            END IF;
        ELSE
            got := claim_places(p_performance, p_area, p_count, p_from, clock, allowed_allocations);
            taken_over := true;  -- perhaps: claim_places does not say
            IF cardinality(got) < many THEN
                -- 'taken' only after counting locked places too: the transactions that lock them may still take none
                places_left := count_open_places(p_performance, p_area, clock, allowed_allocations);
                outcome := CASE WHEN places_left IS NULL THEN 'no_such_area' WHEN places_left < many THEN 'taken' ELSE 'contested' END;
                RETURN;
            END IF;
        END IF;
        IF hold IS NULL THEN
            until := clock + make_interval(mins => performance_row.hold_minutes);
            INSERT INTO hold (performance_id, person) VALUES (p_performance, p_person) RETURNING id INTO hold;
            extended := false;
            lifted := false;
            types := '{}';
        END IF;
        IF taken_over THEN
            INSERT INTO journal (organizer_id, performance_id, topic, payload, actor, trace)
            SELECT performance_row.organizer, p_performance, 'seats.released',
                   jsonb_build_object('hold', s.hold_id, 'seats', jsonb_agg(s.idx ORDER BY s.idx)), 'expiry', p_trace
            FROM seat s WHERE s.performance_id = p_performance AND s.idx = ANY (got) AND s.hold_id IS NOT NULL
            GROUP BY s.hold_id ORDER BY s.hold_id;
        END IF;
        UPDATE seat s SET status = 1, hold_id = hold, hold_expires_at = until
        WHERE s.performance_id = p_performance AND s.idx = ANY (got);
        INSERT INTO journal (organizer_id, performance_id, topic, payload, actor, trace)
        VALUES (performance_row.organizer, p_performance, 'seats.held',
                jsonb_build_object('hold', hold, 'seats', to_jsonb(got)), 'person:' || p_person, p_trace);
    END IF;
    IF back <> '{}' THEN
        types := release_seats_of_hold(p_performance, p_person, hold, back, p_trace);
    END IF;
    outcome := 'held';
    SELECT array_agg(s.idx ORDER BY s.idx), array_agg(s.price_level ORDER BY s.idx) INTO seats, levels
    FROM seat s WHERE s.performance_id = p_performance AND s.hold_id = hold;
    allowed := allowed - many;
END $$;
