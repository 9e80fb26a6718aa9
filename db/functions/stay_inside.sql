-- Checks whether a pass still allows its fan to take seats. While they are inside it reads one row by its key, without a
-- lock. A fan who has left (they ordered, or did nothing for a while) comes back while fewer than p_most are inside,
-- counted while the room's row is locked, and is inside again from then on.
-- `outcome`: inside · back · full (they have left, and there is no room) · over (the time is over, the place was given
-- up, or this person has no such admission). `until`: of inside and back: when the time inside ends.
CREATE OR REPLACE FUNCTION stay_inside(
    p_room bigint, p_number bigint, p_person text, p_most integer, OUT outcome text, OUT until timestamptz
) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    clock timestamptz := clock_timestamp();
    has record;
BEGIN
    SELECT a.expires_at, a.left_at INTO has FROM admission a
    WHERE a.room = p_room AND a.number = p_number AND a.person = p_person AND a.expires_at > clock;
    outcome := CASE WHEN NOT FOUND THEN 'over' WHEN has.left_at IS NULL THEN 'inside' END;
    until := CASE WHEN outcome = 'inside' THEN has.expires_at END;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM FROM waiting_room w WHERE w.id = p_room FOR UPDATE;
    clock := clock_timestamp();
    outcome := CASE
        WHEN NOT EXISTS (SELECT FROM place p WHERE p.room = p_room AND p.number = p_number AND p.ended_at IS NULL) THEN 'over'
        WHEN (SELECT count(*) FROM admission a WHERE a.room = p_room AND a.expires_at > clock AND a.left_at IS NULL
              AND a.number <> p_number) >= p_most THEN 'full'
        ELSE 'back' END;
    IF outcome = 'back' THEN
        UPDATE admission a SET left_at = NULL, back_at = CASE WHEN a.left_at IS NULL THEN a.back_at ELSE clock END
        WHERE a.room = p_room AND a.number = p_number;
        until := has.expires_at;
    END IF;
END $$;
