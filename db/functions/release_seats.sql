-- Releases some seats of a person's live hold, or all of them (p_seats null). Other persons' seats are not changed.
-- `released`: the seats that were opened · `seats`: those still held · `hold` is null when there was no live hold.
-- SKIP LOCKED: a seat that another person is just taking, after its hold ran out, can no longer be released.
CREATE OR REPLACE FUNCTION release_seats(
    p_performance bigint, p_person text, p_seats integer[], p_trace text DEFAULT NULL,
    OUT hold bigint, OUT released integer[], OUT seats integer[], OUT until timestamptz
) LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_performance || ' ' || p_person, 0));
    released := '{}';
    seats := '{}';
    SELECT h.id INTO hold FROM hold h WHERE h.performance_id = p_performance AND h.person = p_person AND h.ended_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    WITH mine AS (
        SELECT s.idx FROM seat s WHERE s.performance_id = p_performance AND s.hold_id = hold
          AND (p_seats IS NULL OR s.idx = ANY (p_seats)) ORDER BY s.idx FOR UPDATE SKIP LOCKED
    ), opened AS (
        UPDATE seat s SET status = 0, hold_id = NULL, hold_expires_at = NULL
        FROM mine WHERE s.performance_id = p_performance AND s.idx = mine.idx RETURNING s.idx
    ) SELECT coalesce(array_agg(idx ORDER BY idx), '{}') INTO released FROM opened;
    SELECT coalesce(array_agg(s.idx ORDER BY s.idx), '{}'), max(s.hold_expires_at) INTO seats, until FROM seat s
    WHERE s.performance_id = p_performance AND s.hold_id = hold AND s.hold_expires_at > clock_timestamp();
    IF seats = '{}' THEN
        UPDATE hold h SET ended_at = clock_timestamp(), ended_as = 'released' WHERE h.performance_id = p_performance AND h.id = hold;
    END IF;
    IF released <> '{}' THEN
        UPDATE hold h SET types = h.types - released::text[]  -- when held again, they have the first type
        WHERE h.performance_id = p_performance AND h.id = hold AND h.types <> '{}';
        INSERT INTO journal (organizer_id, performance_id, topic, payload, actor, trace)
        VALUES (organizer_of(p_performance), p_performance, 'seats.released',
                jsonb_build_object('hold', hold, 'seats', to_jsonb(released)), 'person:' || p_person, p_trace);
    END IF;
END $$;
