-- Appends a line to the public log of a waiting room and returns its number. The caller has locked the room's row.
-- Its hash is SHA-256(hash of the line before ‖ this line as UTF-8). The line is n|at|what|number|place|serving|detail,
-- with null written as an empty text and `at` in microseconds since 1970. A reader who kept one hash can check every
-- line before it. `at` is never earlier than that of the line before, even when the clock is set back.
CREATE OR REPLACE FUNCTION append_queue_log(
    p_room bigint, p_at timestamptz, p_what text, p_number bigint DEFAULT NULL, p_place bigint DEFAULT NULL,
    p_serving bigint DEFAULT NULL, p_detail text DEFAULT ''
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    before record;
    line text;
    new_hash bytea;
BEGIN
    SELECT w.log_n + 1 AS n, w.log_hash, greatest(p_at, (SELECT l.at FROM queue_log l WHERE l.room = w.id AND l.n = w.log_n)) AS at
    INTO before FROM waiting_room w WHERE w.id = p_room;
    line := concat_ws('|', before.n, floor(extract(epoch FROM before.at) * 1000000)::bigint, p_what, coalesce(p_number::text, ''),
                      coalesce(p_place::text, ''), coalesce(p_serving::text, ''), p_detail);
    new_hash := sha256(before.log_hash || convert_to(line, 'UTF8'));
    INSERT INTO queue_log (room, n, at, what, number, place, serving, detail, hash)
    VALUES (p_room, before.n, before.at, p_what, p_number, p_place, p_serving, p_detail, new_hash);
    UPDATE waiting_room SET log_n = before.n, log_hash = new_hash WHERE id = p_room;
    RETURN before.n;
END $$;
