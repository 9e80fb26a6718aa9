-- Whether a seat can be had at that instant: it is open, or held by a hold that has run out. Null means no, as in a WHERE.
-- One expression, immutable, neither STRICT nor with a SET: so Postgres puts it into the query that calls it, and the
-- index is chosen as if it were written there. An OR needs the seat's key beside it to find rows by; where the two halves
-- have an index each (open_place, and that of hold_expires_at), they are written out, and a comment there says why.
CREATE OR REPLACE FUNCTION is_open(status smallint, hold_expires_at timestamptz, at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status = 0 OR hold_expires_at <= at
$$;
