-- Ends holds that have no seat left: their seats were released after the hold had run out, or other fans took them.
-- A hold and its first seats are created in one transaction, so an empty hold is over. Returns how many were ended.
CREATE OR REPLACE FUNCTION end_empty_holds() RETURNS integer LANGUAGE sql AS $$
    WITH ended AS (
        UPDATE hold h SET ended_at = now(), ended_as = 'expired'
        WHERE h.ended_at IS NULL
          AND NOT EXISTS (SELECT FROM seat s WHERE s.performance_id = h.performance_id AND s.hold_id = h.id)
        RETURNING 1
    )
    SELECT count(*)::integer FROM ended
$$;
