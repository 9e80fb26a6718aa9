-- An automatic room while nobody has to wait: a number, its call and its admission in one step, behind the room's lock.
-- p_performance: which of its performances they take seats of; while that one is not on sale nobody comes in. p_most: how
-- many may be inside. Whoever waits already is called first, and those who come after them as long as there is room for all;
-- who had a place and was passed by, or was inside, is called anew.
-- `outcome`: admitted · again (until: as then) · not_on_sale · wait: as many are inside, or called before them, as may be;
-- then newcomers wait from now on.
CREATE OR REPLACE FUNCTION enter_room(
    p_room bigint, p_performance bigint, p_person text, p_leaf bytea, p_most integer,
    OUT number bigint, OUT outcome text, OUT until timestamptz
) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    show record;
    clock timestamptz;
    earlier record;
    ahead bigint;
BEGIN
    SELECT * INTO show FROM waiting_room w WHERE w.id = p_room FOR UPDATE;
    clock := clock_timestamp();
    SELECT p.number, a.expires_at, a.expires_at > clock AND a.left_at IS NULL AS inside,
           a.number IS NOT NULL OR get_place_deadline(p_room, p.number, p.held_at) <= clock AS over INTO earlier
    FROM place p LEFT JOIN admission a ON a.room = p.room AND a.number = p.number
    WHERE p.room = p_room AND p.person = p_person AND p.ended_at IS NULL;
    IF earlier.inside THEN
        number := earlier.number;
        outcome := 'again';
        until := earlier.expires_at;
        RETURN;
    END IF;
    outcome := CASE WHEN NOT EXISTS (
        SELECT FROM performance f WHERE f.id = p_performance AND f.waiting_room = p_room AND f.state = 'published'
        AND f.on_sale_at <= clock AND f.off_sale_at > clock) THEN 'not_on_sale' ELSE 'wait' END;
    IF outcome = 'not_on_sale' OR show.mode <> 'automatic' OR show.engaged_at IS NOT NULL OR show.paused_at IS NOT NULL
       OR show.ended_at IS NOT NULL THEN
        RETURN;
    END IF;
    number := CASE WHEN earlier.over THEN NULL ELSE earlier.number END;
    ahead := greatest(coalesce(number, show.last_number + 1) - show.serving - 1, 0);
    IF ahead + (SELECT count(*) FROM admission a WHERE a.room = p_room AND a.expires_at > clock AND a.left_at IS NULL) >= p_most THEN
        UPDATE waiting_room w SET engaged_at = clock WHERE w.id = p_room;
        PERFORM append_queue_log(p_room, clock, 'engaged', NULL, NULL, NULL, 'full');
        INSERT INTO journal (performance_id, topic, payload, actor)
        VALUES (show.performance_id, 'queue.steered', jsonb_build_object('room', p_room, 'what', 'engaged', 'to', 'full'), 'door');
        RETURN;
    END IF;
    IF number IS NULL THEN
        number := (SELECT j.number FROM join_room(p_room, ARRAY[p_person], ARRAY[p_leaf], ARRAY[coalesce(earlier.number, 0)]) j);
    END IF;
    IF number IS NULL THEN  -- the room takes nobody
        RETURN;
    END IF;
    PERFORM call_places(p_room, number - show.serving, 'door');
    SELECT a.outcome, a.until INTO outcome, until
    FROM admit_places(p_room, ARRAY[number], ARRAY[number], ARRAY[p_person], p_most) a;
    IF outcome NOT IN ('admitted', 'again') THEN
        outcome := 'wait';
    END IF;
END $$;
