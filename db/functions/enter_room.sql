-- Lets a person into an automatic room where no fan has to wait: joins, calls and admits in one step, while the room's
-- row is locked. p_performance: whose seats they take; it must be on sale. p_most: how many may be inside.
-- All who wait already are called too, which happens only while there is room for all of them. A person whose place
-- passed, or who was inside before, gets a new number.
-- `outcome`: admitted · again (inside already; until: unchanged) · not_on_sale · wait (with those called before them
-- the room is full; from now on every newcomer waits).
CREATE OR REPLACE FUNCTION enter_room(
    p_room bigint, p_performance bigint, p_person text, p_leaf bytea, p_most integer,
    p_trace text DEFAULT NULL,
    OUT number bigint, OUT outcome text, OUT until timestamptz
) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    room record;
    clock timestamptz;
    earlier record;
    ahead bigint;
BEGIN
    SELECT * INTO room FROM waiting_room w WHERE w.id = p_room FOR UPDATE;
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
    IF outcome = 'not_on_sale' OR room.mode <> 'automatic' OR room.engaged_at IS NOT NULL OR room.paused_at IS NOT NULL
       OR room.ended_at IS NOT NULL THEN
        RETURN;
    END IF;
    number := CASE WHEN earlier.over THEN NULL ELSE earlier.number END;
    ahead := greatest(coalesce(number, room.last_number + 1) - room.serving - 1, 0);
    IF ahead + (SELECT count(*) FROM admission a WHERE a.room = p_room AND a.expires_at > clock AND a.left_at IS NULL) >= p_most THEN
        UPDATE waiting_room w SET engaged_at = clock WHERE w.id = p_room;
        PERFORM append_queue_log(p_room, clock, 'engaged', NULL, NULL, NULL, 'full');
        INSERT INTO journal (organizer_id, performance_id, topic, payload, actor, trace)
        VALUES (organizer_of(room.performance_id), room.performance_id, 'queue.steered',
                jsonb_build_object('room', p_room, 'what', 'engaged', 'to', 'full'), 'door', p_trace);
        RETURN;
    END IF;
    IF number IS NULL THEN
        number := (SELECT j.number FROM join_room(p_room, ARRAY[p_person], ARRAY[p_leaf], ARRAY[coalesce(earlier.number, 0)]) j);
    END IF;
    IF number IS NULL THEN  -- the room accepts no newcomer
        RETURN;
    END IF;
    PERFORM call_places(p_room, number - room.serving, 'door', p_trace);
    SELECT a.outcome, a.until INTO outcome, until
    FROM admit_places(p_room, ARRAY[number], ARRAY[number], ARRAY[p_person], p_most, p_trace) a;
    IF outcome NOT IN ('admitted', 'again') THEN
        outcome := 'wait';
    END IF;
END $$;
