-- Calls the next p_count places, or as many as there are; returns the highest place called, changed or not.
-- It calls none while the room is paused, off or ended, while its order is still to be drawn, and before the first of
-- its performances is on sale: fans who come in before that would lose their time inside.
CREATE OR REPLACE FUNCTION call_places(p_room bigint, p_count bigint, p_actor text, p_trace text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    room record;
    up_to bigint;
BEGIN
    SELECT w.*, d.room IS NOT NULL AND d.opened_at IS NULL AS undrawn INTO room
    FROM waiting_room w LEFT JOIN draw d ON d.room = w.id WHERE w.id = p_room FOR UPDATE OF w;
    IF NOT FOUND OR room.mode = 'off' OR room.ended_at IS NOT NULL OR room.paused_at IS NOT NULL OR room.undrawn
       OR NOT EXISTS (SELECT FROM performance p WHERE p.waiting_room = p_room AND p.state = 'published'
                      AND p.on_sale_at <= clock_timestamp()) THEN
        RETURN room.serving;
    END IF;
    up_to := least(room.serving + greatest(p_count, 0), room.last_number);
    IF up_to > room.serving THEN
        UPDATE waiting_room SET serving = up_to WHERE id = p_room;
        PERFORM append_queue_log(p_room, clock_timestamp(), 'called', NULL, NULL, up_to);
        INSERT INTO journal (organizer_id, performance_id, topic, payload, actor, trace)
        VALUES (organizer_of(room.performance_id), room.performance_id, 'queue.called',
                jsonb_build_object('room', p_room, 'serving', up_to), p_actor, p_trace);
    END IF;
    RETURN up_to;
END $$;
