-- The language of an order, as a tag such as "de" or "pt-BR": its mails, tickets and calendar file are written in it.

ALTER TABLE "order" ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (length(language) BETWEEN 2 AND 35);
