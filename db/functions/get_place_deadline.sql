-- Returns the time until which a called place is kept for its fan to come in; null while it is not called, or not drawn
-- (p_place null). p_held_at: when the fan last asked in time while the room was full. Such a place is kept while the fan
-- goes on asking: pages ask at least once a minute; two minutes are allowed, because a browser may run a hidden tab only
-- once a minute.
CREATE OR REPLACE FUNCTION get_place_deadline(p_room bigint, p_place bigint, p_held_at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
    RETURN (
        SELECT greatest(l.at + make_interval(mins => w.come_in_minutes), p_held_at + interval '2 minutes')
        FROM queue_log l JOIN waiting_room w ON w.id = l.room
        WHERE l.room = p_room AND l.what = 'called' AND l.serving >= p_place ORDER BY l.serving LIMIT 1);
END $$;
