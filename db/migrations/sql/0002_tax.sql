-- None or one tax per performance. The rate is in millionths (60,000 is 6 %; 88,750 is 8.875 %), at most 100 %.
-- Included: prices and fees contain it already. Else it is added to them, in a line of its own.

ALTER TABLE performance
    ADD COLUMN tax_name text CHECK (tax_name <> ''),
    ADD COLUMN tax_rate integer CHECK (tax_rate BETWEEN 1 AND 1000000),
    ADD COLUMN tax_included boolean,
    ADD CONSTRAINT tax_is_whole CHECK (num_nulls(tax_name, tax_rate, tax_included) IN (0, 3));
