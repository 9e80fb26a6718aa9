-- Admits called places, each once, in the order given; one row for each number.
-- p_places: the place of each number in line; null while it is not known: the outcome is then not_yet. While the order
-- of a room is not drawn, it is not_yet for every place. p_most: how many may be inside at once.
-- The room's row is locked first, so the count of those inside is exact and never goes beyond p_most.
-- `outcome`: admitted · again (admitted before and still inside; until: when the time inside ends) · over (was inside;
-- until: when that ended) · not_yet · passed (until: when the time to come in was over) · full (p_most are inside; ask
-- again: a fan who asked in time and goes on asking does not lose the place) · gone (this person has no such place, or
-- it has ended) · ended (the room is off or has ended).
-- A place that staff let through may come in at any time, also beyond p_most.
CREATE OR REPLACE FUNCTION admit_places(
    p_room bigint, p_numbers bigint[], p_places bigint[], p_persons text[], p_most integer,
    p_trace text DEFAULT NULL
) RETURNS TABLE (number bigint, outcome text, until timestamptz)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    room record;
    clock timestamptz;
    inside bigint;
    wish record;
    was record;
    has record;
    undrawn boolean;
    special boolean;
    late boolean;
    admitted bigint[] := '{}';
BEGIN
    SELECT * INTO room FROM waiting_room w WHERE w.id = p_room FOR UPDATE;
    clock := clock_timestamp();
    undrawn := EXISTS (SELECT FROM draw d WHERE d.room = p_room AND d.opened_at IS NULL);
    SELECT count(*) INTO inside FROM admission a WHERE a.room = p_room AND a.expires_at > clock AND a.left_at IS NULL;
    FOR wish IN SELECT * FROM unnest(p_numbers, p_places, p_persons) w (number, place, person) LOOP
        number := wish.number;
        until := NULL;
        SELECT a.expires_at, a.left_at INTO was FROM admission a
        WHERE a.room = p_room AND a.number = wish.number AND a.person = wish.person;
        IF FOUND THEN
            until := least(was.expires_at, was.left_at);
            outcome := CASE WHEN until > clock THEN 'again' ELSE 'over' END;
            RETURN NEXT;
            CONTINUE;
        END IF;
        SELECT p.held_at INTO has FROM place p
        WHERE p.room = p_room AND p.number = wish.number AND p.person = wish.person AND p.ended_at IS NULL;
        IF NOT FOUND THEN
            outcome := 'gone';
            RETURN NEXT;
            CONTINUE;
        END IF;
        special := EXISTS (SELECT FROM let_through l WHERE l.room = p_room AND l.number = wish.number);
        IF wish.place <= room.serving THEN
            until := get_place_deadline(p_room, wish.place, has.held_at);
        END IF;
        outcome := CASE
            WHEN room.ended_at IS NOT NULL OR room.mode = 'off' THEN 'ended'
            WHEN undrawn OR wish.place IS NULL THEN 'not_yet'
            WHEN special THEN 'admitted'
            WHEN until IS NULL THEN 'not_yet'
            WHEN until <= clock THEN 'passed'
            WHEN inside >= p_most THEN 'full'
            ELSE 'admitted' END;
        IF outcome = 'full' THEN
            UPDATE place p SET held_at = clock WHERE p.room = p_room AND p.number = wish.number;
        ELSIF outcome = 'admitted' THEN
            late := NOT special AND get_place_deadline(p_room, wish.place, NULL) <= clock;
            until := clock + make_interval(mins => room.shop_minutes);
            INSERT INTO admission (room, number, place, person, let_through, admitted_at, expires_at)
            VALUES (p_room, wish.number, wish.place, wish.person, special, clock, until);
            PERFORM append_queue_log(p_room, clock, 'admitted', wish.number, wish.place, NULL,
                                     CASE WHEN special THEN 'let through' WHEN late THEN 'held' ELSE '' END);
            inside := inside + 1;
            admitted := admitted || wish.number;
        END IF;
        RETURN NEXT;
    END LOOP;
    IF admitted <> '{}' THEN
        INSERT INTO journal (organizer_id, performance_id, topic, payload, actor, trace)
        VALUES (organizer_of(room.performance_id), room.performance_id, 'queue.admitted',
                jsonb_build_object('room', p_room, 'numbers', to_jsonb(admitted)), 'door', p_trace);
    END IF;
END $$;
