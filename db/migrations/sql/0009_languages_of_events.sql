-- The language of an organizer's own texts, and the texts of events in further languages: {tag: {title, summary, names}}.

ALTER TABLE organizer ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (length(language) BETWEEN 2 AND 35);
ALTER TABLE event ADD COLUMN translations jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(translations) = 'object');
