-- The journal becomes partitioned by month (0015 to 0018, ADR 24). The table of before becomes the first partition
-- without being copied: this CHECK is true of all its facts, so that nothing has to be read when it is attached.
-- Until 0018 a fact at the bound or later would be refused: it is more than a month ahead.

DO $$
DECLARE
    bound date;
    name text;
BEGIN
    IF (SELECT relkind = 'p' FROM pg_class WHERE oid = 'public.journal'::regclass)
        OR EXISTS (SELECT FROM pg_constraint
                   WHERE conrelid = 'public.journal'::regclass AND conname LIKE 'journal\_before\_%') THEN
        RETURN;  -- it was committed before, but not entered in the table of migrations
    END IF;
    -- reads the whole table, before the transaction writes: it holds nobody up
    SELECT date_trunc('month', greatest(now(), max(at)) AT TIME ZONE 'UTC') + interval '2 months' INTO bound
    FROM journal;
    name := 'journal_before_' || to_char(bound, 'YYYY_MM');
    EXECUTE format('ALTER TABLE journal ADD CONSTRAINT %I CHECK (at < %L) NOT VALID', name, bound || ' 00:00:00+00');
END $$;
