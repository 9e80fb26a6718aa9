-- Returns whether a seat can be had at that instant: it is open, or held by a hold that has run out. Null means no.
-- One expression, immutable, neither STRICT nor with a SET: so Postgres puts it into the query that calls it and
-- chooses the index as if it were written there. An OR cannot be looked up in an index: the seat's key beside it can.
-- Where each half has an index (open_place, seat_by_expiry), the halves are written out, and a comment there says why.
CREATE OR REPLACE FUNCTION is_open(status smallint, hold_expires_at timestamptz, at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status = 0 OR hold_expires_at <= at
$$;
