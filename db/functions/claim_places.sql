-- Locks p_count places of a standing area that are open, or whose hold ran out by p_clock, for the caller's transaction
-- to take; returns their numbers, fewer when fewer could be locked. It never waits: a place that another transaction
-- has locked is skipped, so fewer means sold out only if count_open_places agrees.
-- The search begins at p_from, anywhere in the area, and wraps around: buyers who all began at the first place would
-- compete for the same rows. The first two steps read the index open_place in its order, the third seat_by_expiry; each
-- stops when it has enough. So the two halves of is_open are written out here: its OR cannot be read in index order.
CREATE OR REPLACE FUNCTION claim_places(
    p_performance bigint, p_area integer, p_count integer, p_from integer, p_clock timestamptz, p_allocations bigint[]
) RETURNS integer[] LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    got integer[];
BEGIN
    got := ARRAY(SELECT s.idx FROM seat s
        WHERE s.performance_id = p_performance AND s.area = p_area AND s.status = 0 AND s.idx >= p_from
          AND (s.allocation IS NULL OR s.allocation = ANY (p_allocations))
        ORDER BY s.idx LIMIT p_count FOR UPDATE SKIP LOCKED);
    IF cardinality(got) < p_count THEN
        got := got || ARRAY(SELECT s.idx FROM seat s
            WHERE s.performance_id = p_performance AND s.area = p_area AND s.status = 0 AND s.idx < p_from
              AND (s.allocation IS NULL OR s.allocation = ANY (p_allocations))
            ORDER BY s.idx LIMIT p_count - cardinality(got) FOR UPDATE SKIP LOCKED);
    END IF;
    IF cardinality(got) < p_count THEN  -- holds that ran out and are not released yet; there are never many
        got := got || ARRAY(SELECT s.idx FROM seat s
            WHERE s.hold_expires_at <= p_clock AND s.performance_id = p_performance AND s.area = p_area
              AND (s.allocation IS NULL OR s.allocation = ANY (p_allocations))
            ORDER BY s.hold_expires_at LIMIT p_count - cardinality(got) FOR UPDATE SKIP LOCKED);
    END IF;
    RETURN got;
END $$;
