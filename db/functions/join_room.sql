-- Gives a number to each person who joined in the last few milliseconds, in one call. p_persons are all different;
-- p_leaves: their leaves; p_over: for each the number of an earlier place that is over (it passed, or the time inside
-- has ended), else 0. A person has one live place: a person who has one gets the same number again. Numbers have no
-- gaps: the room's row is locked first, so no person joins while the room is being closed.
-- A person who gave a place up before the order is drawn, and joins again, gets the same number: leaving and joining
-- again creates no numbers.
-- `outcome` of each: joined · again. One row 'unknown', 'not_yet' or 'ended' when the room accepts no newcomer.
--
-- An empty room fills within minutes, before the planner has statistics: table joins would be planned for an empty
-- room. So each person is looked up separately, by index.
CREATE OR REPLACE FUNCTION join_room(p_room bigint, p_persons text[], p_leaves bytea[], p_over bigint[])
RETURNS TABLE (person text, number bigint, outcome text)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    room record;
    back record;
    clock timestamptz;
BEGIN
    SELECT * INTO room FROM waiting_room w WHERE w.id = p_room FOR UPDATE;
    clock := clock_timestamp();
    outcome := CASE
        WHEN NOT FOUND OR room.mode = 'off' THEN 'unknown'
        WHEN room.ended_at IS NOT NULL THEN 'ended'
        WHEN clock < room.opens_at THEN 'not_yet' END;
    IF outcome IS NOT NULL THEN
        RETURN NEXT;
        RETURN;
    END IF;
    IF 0 < ANY (p_over) THEN
        UPDATE place p SET ended_at = clock, ended_as = CASE WHEN a.number IS NULL THEN 'passed' ELSE 'shopped' END
        FROM unnest(p_persons, p_over) old (person, number)
        LEFT JOIN admission a ON a.room = p_room AND a.number = old.number
        WHERE old.number > 0 AND p.room = p_room AND p.number = old.number AND p.person = old.person AND p.ended_at IS NULL
          AND (a.number IS NULL OR a.expires_at <= clock OR a.left_at IS NOT NULL);
    END IF;
    IF EXISTS (SELECT FROM draw d WHERE d.room = p_room AND d.opened_at IS NULL) THEN
        FOR back IN
            SELECT (SELECT had.number FROM place had
                    WHERE had.room = p_room AND had.person = w.person AND had.ended_at IS NULL) AS has,
                (SELECT g.number FROM place g WHERE g.room = p_room AND g.person = w.person AND g.ended_as = 'gave_up'
                    ORDER BY g.ended_at DESC LIMIT 1) AS gave_up
            FROM unnest(p_persons) w (person)
        LOOP
            IF back.has IS NULL AND back.gave_up IS NOT NULL THEN
                UPDATE place p SET ended_at = NULL, ended_as = NULL WHERE p.room = p_room AND p.number = back.gave_up;
            END IF;
        END LOOP;
    END IF;
    RETURN QUERY
        WITH wish AS MATERIALIZED (
            SELECT w.person, w.leaf, w.n, (SELECT had.number FROM place had
                WHERE had.room = p_room AND had.person = w.person AND had.ended_at IS NULL) AS number
            FROM unnest(p_persons, p_leaves) WITH ORDINALITY w (person, leaf, n)
        ), new AS (
            INSERT INTO place (room, number, person, leaf, joined_at)
            SELECT p_room, room.last_number + row_number() OVER (ORDER BY w.n), w.person, w.leaf, clock
            FROM wish w WHERE w.number IS NULL RETURNING place.person, place.number
        ), counted AS (
            UPDATE waiting_room w SET last_number = w.last_number + (SELECT count(*) FROM new)
            WHERE w.id = p_room AND EXISTS (SELECT FROM new)
        )
        SELECT n.person, n.number, 'joined' FROM new n
        UNION ALL SELECT w.person, w.number, 'again' FROM wish w WHERE w.number IS NOT NULL;
END $$;
