-- Returns whether a seat can be taken at that instant: it is open, or its hold has run out. Null means no.
-- One expression, immutable, neither STRICT nor with a SET, so that Postgres inlines it into the calling query and
-- chooses the index as if it were written there. No index serves the OR; the seat's key in the same condition has one.
-- Where each half has an index (open_place, seat_by_expiry), the halves are written out, and a comment there says why.
CREATE OR REPLACE FUNCTION is_open(status smallint, hold_expires_at timestamptz, at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status = 0 OR hold_expires_at <= at
$$;
