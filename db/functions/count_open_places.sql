-- Counts the places of a standing area that are open, or whose hold ran out by p_clock; null if there is no such area.
-- A place that another transaction has locked counts until it is taken. Both counts are one statement and so see one
-- snapshot: a place that is released meanwhile counts exactly once, as run out or as open. The counts are the halves of
-- is_open, each by its own index (open_place, seat_by_expiry): its OR would read every place of the performance.
CREATE OR REPLACE FUNCTION count_open_places(
    p_performance bigint, p_area integer, p_clock timestamptz, p_allocations bigint[]
) RETURNS integer LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    places integer;
BEGIN
    SELECT (
        SELECT count(*) FROM seat s
        WHERE s.performance_id = p_performance AND s.area = p_area AND s.status = 0
          AND (s.allocation IS NULL OR s.allocation = ANY (p_allocations))
    ) + (
        SELECT count(*) FROM seat s
        WHERE s.hold_expires_at <= p_clock AND s.performance_id = p_performance AND s.area = p_area
          AND (s.allocation IS NULL OR s.allocation = ANY (p_allocations))
    ) INTO places;
    IF places = 0 AND NOT EXISTS (
        SELECT FROM seat s WHERE s.performance_id = p_performance AND s.idx = p_area AND s.area = p_area
    ) THEN
        RETURN NULL;
    END IF;
    RETURN places;
END $$;
