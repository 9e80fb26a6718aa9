-- Reads the whole journal. It locks out neither readers nor writers, because it is alone in its transaction; but the
-- relay publishes nothing while it runs (docs/operating.md says for how long).

DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT conname FROM pg_constraint
        WHERE conrelid = 'public.journal'::regclass AND conname LIKE 'journal\_before\_%' AND NOT convalidated
    LOOP
        EXECUTE format('ALTER TABLE journal VALIDATE CONSTRAINT %I', name);
    END LOOP;
END $$;
