-- Releases up to p_limit seats whose hold has run out, longest first, and writes one fact per hold; returns how many.
-- Any fan could take these seats before: this only updates the rows and announces them. It skips locked seats.
-- In the order of the index on the expiry: in key order Postgres may read every seat there is, each second.
CREATE OR REPLACE FUNCTION release_expired_holds(p_limit integer, p_trace text DEFAULT NULL) RETURNS integer
LANGUAGE sql AS $$
    WITH late AS (
        SELECT performance_id, idx, hold_id FROM seat WHERE hold_expires_at <= now()
        ORDER BY hold_expires_at, performance_id, idx LIMIT p_limit FOR UPDATE SKIP LOCKED
    ), opened AS (
        UPDATE seat s SET status = 0, hold_id = NULL, hold_expires_at = NULL
        FROM late WHERE s.performance_id = late.performance_id AND s.idx = late.idx
        RETURNING s.performance_id, late.hold_id, s.idx
    ), facts AS (
        INSERT INTO journal (organizer_id, performance_id, topic, payload, actor, trace)
        SELECT organizer_of(performance_id), performance_id, 'seats.released',
               jsonb_build_object('hold', hold_id, 'seats', jsonb_agg(idx ORDER BY idx)), 'sweeper', p_trace
        FROM opened GROUP BY performance_id, hold_id
    )
    SELECT count(*)::integer FROM opened
$$;
