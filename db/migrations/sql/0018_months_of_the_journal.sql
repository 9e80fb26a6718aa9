-- Puts a partitioned table in the place of the journal, with the table of before as its first partition. It changes
-- catalogs only: some milliseconds, in which holds and orders wait.

DO $$
DECLARE
    old text;
    ids regclass;
    last_id bigint;
    is_used boolean;
    privilege text;
BEGIN
    IF (SELECT relkind = 'p' FROM pg_class WHERE oid = 'public.journal'::regclass) THEN
        RETURN;  -- it was committed before, but not entered in the table of migrations
    END IF;
    LOCK TABLE journal IN ACCESS EXCLUSIVE MODE;
    SELECT conname INTO STRICT old FROM pg_constraint
    WHERE conrelid = 'public.journal'::regclass AND conname LIKE 'journal\_before\_%' AND convalidated;
    ids := pg_get_serial_sequence('public.journal', 'id');
    EXECUTE format('SELECT last_value, is_called FROM %s', ids) INTO last_id, is_used;

    EXECUTE format('ALTER TABLE journal RENAME TO %I', old);
    EXECUTE format('DROP TRIGGER append_only ON %I', old);
    EXECUTE format('ALTER TABLE %I ALTER id DROP IDENTITY, DROP CONSTRAINT journal_pkey', old);
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT journal_before_pkey PRIMARY KEY USING INDEX journal_before_id', old);
    DROP INDEX journal_by_xid;

    EXECUTE format('CREATE TABLE journal (LIKE %I INCLUDING DEFAULTS) PARTITION BY RANGE (at)', old);
    CREATE SEQUENCE journal_id_seq OWNED BY journal.id;
    PERFORM setval('journal_id_seq', last_id, is_used);
    ALTER TABLE journal ALTER id SET DEFAULT nextval('journal_id_seq'), ADD PRIMARY KEY (id, at);
    CREATE INDEX journal_by_xid ON journal (xid, id);
    CREATE INDEX journal_of_staff ON journal (organizer_id, at DESC, id DESC) WHERE actor LIKE 'staff:%';
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal
        FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();

    -- A role that may write facts without being the owner needs the sequence too, which an identity does not ask for.
    FOR privilege IN
        SELECT format(what, grantee) FROM (
            SELECT a.privilege_type AS kind,
                   CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee
            FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = old::regclass AND a.grantee <> c.relowner
        ) given, LATERAL (
            SELECT 'GRANT ' || kind || ' ON journal TO %s' AS what
            UNION ALL SELECT 'GRANT USAGE ON SEQUENCE journal_id_seq TO %s' WHERE kind = 'INSERT'
        ) statements
    LOOP
        EXECUTE privilege;
    END LOOP;

    -- adopts the indexes that 0017 built
    EXECUTE format('ALTER TABLE journal ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%L)', old,
                   replace(right(old, 7), '_', '-') || '-01 00:00:00+00');
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', old, old);  -- the bound of the partition says the same
END $$;
