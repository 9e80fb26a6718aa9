-- Returns the organizer of a performance; null if there is no such performance. For the facts about it.
-- plpgsql, because it keeps its plan: Postgres inlines no function that reads a table and returns one value, and plans
-- the body of one in LANGUAGE sql again in each statement.
CREATE OR REPLACE FUNCTION organizer_of(p_performance bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT e.organizer FROM performance p JOIN event e ON e.id = p.event WHERE p.id = p_performance);
END $$;
