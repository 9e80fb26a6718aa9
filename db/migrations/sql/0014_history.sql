-- Which facts concern an order, a seat or a hold. The consumer "history" writes it from the journal, and can do so again.

-- subject, subject_id: an order (1), a seat by its idx (2), a hold (3). at, fact: of the fact in the journal, whose months
-- are found by `at`.
CREATE TABLE history (
    generation integer NOT NULL,
    performance_id bigint NOT NULL,
    subject smallint NOT NULL CHECK (subject IN (1, 2, 3)),
    subject_id bigint NOT NULL,
    at timestamptz NOT NULL,
    fact bigint NOT NULL,
    PRIMARY KEY (generation, performance_id, subject, subject_id, fact)
);
