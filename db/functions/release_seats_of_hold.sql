-- Releases seats of a live hold and writes the fact; returns the remaining ticket types. hold_seats calls it while it
-- holds the person's lock; release_seats is for a fan who gives seats back.
-- SKIP LOCKED: a seat that another person is just taking, after its hold ran out, can no longer be released.
CREATE OR REPLACE FUNCTION release_seats_of_hold(
    p_performance bigint, p_person text, p_hold bigint, p_seats integer[], p_trace text DEFAULT NULL,
    OUT types jsonb
) LANGUAGE plpgsql AS $$
DECLARE
    back integer[];
BEGIN
    back := ARRAY(SELECT s.idx FROM seat s WHERE s.performance_id = p_performance AND s.hold_id = p_hold
        AND s.idx = ANY (p_seats) ORDER BY s.idx FOR UPDATE SKIP LOCKED);
    UPDATE seat s SET status = 0, hold_id = NULL, hold_expires_at = NULL
    WHERE s.performance_id = p_performance AND s.idx = ANY (back);
    UPDATE hold h SET types = h.types - p_seats::text[]
    WHERE h.performance_id = p_performance AND h.id = p_hold AND h.types <> '{}';
    SELECT h.types INTO types FROM hold h WHERE h.performance_id = p_performance AND h.id = p_hold;
    IF back <> '{}' THEN
        INSERT INTO journal (organizer_id, performance_id, topic, payload, actor, trace)
        VALUES (organizer_of(p_performance), p_performance, 'seats.released',
                jsonb_build_object('hold', p_hold, 'seats', to_jsonb(back)), 'person:' || p_person, p_trace);
    END IF;
END $$;
