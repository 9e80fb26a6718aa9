-- The language of an order, as a tag such as "de" or "pt-BR": its mails, tickets and calendar file are written in it.
--
-- A CHECK of the new column would read all orders while nobody else can: so it counts for new rows at once, and the
-- rows that are there are checked by a migration of its own, 0010, whose transaction lets sales go on.

ALTER TABLE "order"
    ADD COLUMN language text NOT NULL DEFAULT 'en',
    ADD CONSTRAINT order_language_check CHECK (length(language) BETWEEN 2 AND 35) NOT VALID;
