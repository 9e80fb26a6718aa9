-- Moves the end of a live hold, once for each reason: 'lifted' (checkout opened: at least p_minutes from now) or
-- 'extended' (asked for by the fan: p_minutes later). outcome: extended · again (done before; `until` as it was) ·
-- gone. It moves all seats or none: an expired hold never becomes valid again.
CREATE OR REPLACE FUNCTION extend_hold(
    p_performance bigint, p_person text, p_minutes integer, p_why text, p_trace text DEFAULT NULL,
    OUT outcome text, OUT hold bigint, OUT until timestamptz
) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    clock timestamptz;
    h record;
    later timestamptz;
    held integer;
    moved integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_performance || ' ' || p_person, 0));
    clock := clock_timestamp();
    outcome := 'gone';
    SELECT * INTO h FROM hold x WHERE x.performance_id = p_performance AND x.person = p_person AND x.ended_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT count(*), max(s.hold_expires_at) INTO held, until FROM seat s
    WHERE s.performance_id = p_performance AND s.hold_id = h.id AND s.hold_expires_at > clock;
    IF held = 0 THEN
        until := NULL;
        RETURN;
    END IF;
    hold := h.id;
    IF (p_why = 'lifted' AND h.lifted_at IS NOT NULL) OR (p_why <> 'lifted' AND h.extended_at IS NOT NULL) THEN
        outcome := 'again';
        RETURN;
    END IF;
    later := CASE p_why WHEN 'lifted' THEN greatest(until, clock + make_interval(mins => p_minutes))
                        ELSE until + make_interval(mins => p_minutes) END;
    UPDATE seat s SET hold_expires_at = later
    WHERE s.performance_id = p_performance AND s.hold_id = h.id AND s.hold_expires_at > clock;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> held THEN
        RAISE EXCEPTION 'hold % of performance % changed while it was extended', h.id, p_performance USING ERRCODE = 'serialization_failure';
    END IF;
    UPDATE hold x SET lifted_at = CASE p_why WHEN 'lifted' THEN clock ELSE x.lifted_at END,
                      extended_at = CASE p_why WHEN 'lifted' THEN x.extended_at ELSE clock END
    WHERE x.performance_id = p_performance AND x.id = h.id;
    INSERT INTO journal (organizer_id, performance_id, topic, payload, actor, trace)
    VALUES (organizer_of(p_performance), p_performance, 'hold.extended',
            jsonb_build_object('hold', h.id, 'why', p_why, 'until', later), 'person:' || p_person, p_trace);
    outcome := 'extended';
    until := later;
END $$;
