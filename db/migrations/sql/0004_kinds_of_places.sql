-- Places of every kind: at a table, sold by the seat or only whole; in a standing area, where a place has no label; and
-- seats from which a picture was taken. A performance says what becomes of a seat that would be left alone.

ALTER TABLE plan_seat
    ADD COLUMN at_table text NOT NULL DEFAULT '' CHECK (at_table IN ('', 'by_seat', 'whole')),
    ADD COLUMN view text NOT NULL DEFAULT '';
ALTER TABLE performance ADD COLUMN singles text NOT NULL DEFAULT 'off' CHECK (singles IN ('off', 'warn', 'refuse'));
-- the ticket types a fan chose for seats of the hold, by the seat's number; a seat that is not named has the first one
ALTER TABLE hold ADD COLUMN types jsonb NOT NULL DEFAULT '{}';
-- of a place in a standing area: the number of that area's first place; of a seat: null
ALTER TABLE seat ADD COLUMN area integer;
CREATE INDEX open_place ON seat (performance_id, area, idx) WHERE area IS NOT NULL AND status = 0;
