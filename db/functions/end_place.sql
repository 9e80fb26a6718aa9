-- Ends a place, called or not, because its fan gave it up; returns whether this call did it. A fan who is inside leaves
-- with it, which makes room for the next one. p_place: the place of the number in line, null while not known.
CREATE OR REPLACE FUNCTION end_place(
    p_room bigint, p_number bigint, p_place bigint, p_person text, p_trace text DEFAULT NULL
) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    room record;
BEGIN
    SELECT * INTO room FROM waiting_room w WHERE w.id = p_room FOR UPDATE;
    UPDATE place SET ended_at = clock_timestamp(), ended_as = 'gave_up'
    WHERE place.room = p_room AND place.number = p_number AND place.person = p_person AND place.ended_at IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE admission SET left_at = clock_timestamp()
    WHERE admission.room = p_room AND admission.number = p_number AND admission.left_at IS NULL;
    PERFORM append_queue_log(p_room, clock_timestamp(), 'gave_up', p_number, p_place);
    INSERT INTO journal (organizer_id, performance_id, topic, payload, actor, trace)
    VALUES (organizer_of(room.performance_id), room.performance_id, 'queue.gave_up',
            jsonb_build_object('room', p_room, 'number', p_number), 'person:' || p_person, p_trace);
    RETURN true;
END $$;
