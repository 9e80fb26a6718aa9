-- Gives these seats of a person's live hold this ticket type, all of them or none. The end of the hold does not move.
-- outcome: chosen · gone (there is no live hold, or it has not all of these seats) · unknown_type (this performance
-- does not sell the type, or not at the price level of each of these seats).
-- A seat without an entry in `types` has the first ticket type.
CREATE OR REPLACE FUNCTION choose_type(
    p_performance bigint, p_person text, p_seats integer[], p_type integer,
    OUT outcome text, OUT hold bigint, OUT until timestamptz, OUT seats integer[], OUT levels smallint[],
    OUT extended boolean, OUT lifted boolean, OUT types jsonb
) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    clock timestamptz;
    first integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_performance || ' ' || p_person, 0));
    clock := clock_timestamp();
    outcome := 'gone';
    SELECT h.id, h.extended_at IS NOT NULL, h.lifted_at IS NOT NULL INTO hold, extended, lifted FROM hold h
    WHERE h.performance_id = p_performance AND h.person = p_person AND h.ended_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT array_agg(s.idx ORDER BY s.idx), array_agg(s.price_level ORDER BY s.idx), max(s.hold_expires_at)
    INTO seats, levels, until FROM seat s
    WHERE s.performance_id = p_performance AND s.hold_id = hold AND s.hold_expires_at > clock;
    IF seats IS NULL OR NOT p_seats <@ seats THEN
        RETURN;
    END IF;
    IF EXISTS (
        SELECT FROM unnest(seats, levels) held(idx, level) WHERE held.idx = ANY (p_seats) AND NOT EXISTS (
            SELECT FROM price x WHERE x.performance_id = p_performance AND x.level = held.level AND x.ticket_type = p_type)
    ) THEN
        outcome := 'unknown_type';
        RETURN;
    END IF;
    SELECT min(t.idx) INTO first FROM ticket_type t WHERE t.performance_id = p_performance;
    UPDATE hold h SET types = h.types - p_seats::text[] || CASE WHEN p_type = first THEN '{}'::jsonb
        ELSE (SELECT jsonb_object_agg(w::text, p_type) FROM unnest(p_seats) w) END
    WHERE h.performance_id = p_performance AND h.id = hold RETURNING h.types INTO types;
    outcome := 'chosen';
END $$;
