-- Refunds that staff settle or cancel, tickets that are void without a refund, disputes, and what staff have seen.

-- wanted: written down · pending: the payment company has it · by_hand: it went back in another way, which is final ·
-- canceled: it never left · failed → wanted: made anew, under a new key.
CREATE VIEW refund_transition (from_state, to_state) AS VALUES
    ('wanted', 'pending'), ('wanted', 'succeeded'), ('wanted', 'failed'), ('wanted', 'by_hand'), ('wanted', 'canceled'),
    ('pending', 'succeeded'), ('pending', 'failed'),
    ('succeeded', 'failed'),
    ('failed', 'wanted'), ('failed', 'by_hand');

-- `sent_at`: the payment company may have it since; null: it certainly has not. `how`: how it went back by hand.
-- `paid_twice_at`: when the payment company turned out to give back one that staff had settled or canceled.
ALTER TABLE refund
    ADD COLUMN sent_at timestamptz,
    ADD COLUMN how text NOT NULL DEFAULT '',
    ADD COLUMN paid_twice_at timestamptz,
    DROP CONSTRAINT refund_state_check,
    DROP CONSTRAINT refund_check1,
    DROP CONSTRAINT refund_why_check;
UPDATE refund SET sent_at = created_at WHERE payment_id IS NOT NULL;
UPDATE refund SET state = 'by_hand', how = substring(trouble FROM 10), trouble = ''
    WHERE state = 'succeeded' AND trouble LIKE 'by hand: _%';
-- `elsewhere`: it was made at the payment company itself, and staff said which tickets it is for.
ALTER TABLE refund
    ADD CONSTRAINT refund_state_check
        CHECK (state IN ('wanted', 'pending', 'succeeded', 'failed', 'by_hand', 'canceled')),
    ADD CONSTRAINT refund_settled_check
        CHECK ((state IN ('succeeded', 'failed', 'by_hand', 'canceled')) = (settled_at IS NOT NULL)),
    ADD CONSTRAINT refund_why_check CHECK (why IN ('asked', 'late', 'double', 'elsewhere')),
    ADD CONSTRAINT refund_by_hand_says_how CHECK ((state = 'by_hand') = (how <> '')),
    ADD CONSTRAINT refund_owed_is_not_canceled
        CHECK (state <> 'canceled' OR (why = 'asked' AND voided_at IS NULL));

-- A refund that failed while its tickets were valid owes nothing: it stays as it is, and a new one is made.
-- A payment never gives back more than came in: the lock on its row lets two refunds see each other.
CREATE FUNCTION refund_is_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    received bigint;
    others bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state <> OLD.state AND (
        (OLD.state = 'failed' AND OLD.why = 'asked' AND OLD.voided_at IS NULL) OR NOT EXISTS (
            SELECT FROM refund_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state)) THEN
        RAISE EXCEPTION 'a refund that is % never becomes %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_transition';
    END IF;
    IF NEW.payment_id IS NOT NULL AND NEW.state IN ('wanted', 'pending', 'succeeded', 'by_hand') THEN
        SELECT amount INTO received FROM payment p
            WHERE p.performance_id = NEW.performance_id AND p.id = NEW.payment_id AND p.order_id = NEW.order_id
              AND p.state = 'succeeded' FOR UPDATE;
        SELECT coalesce(sum(r.amount), 0) INTO others FROM refund r
            WHERE r.performance_id = NEW.performance_id AND r.payment_id = NEW.payment_id AND r.id <> NEW.id
              AND r.state IN ('wanted', 'pending', 'succeeded', 'by_hand');
        IF coalesce(received, 0) < others + NEW.amount THEN
            RAISE EXCEPTION 'refunds of % of a payment of %', others + NEW.amount, coalesce(received, 0)
                USING ERRCODE = 'check_violation', CONSTRAINT = 'refunds_within_payment';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refund_is_allowed BEFORE INSERT OR UPDATE OF state, amount, payment_id ON refund
    FOR EACH ROW EXECUTE FUNCTION refund_is_allowed();

-- Why the payment company refuses to take this payment at all, for a reason that is ours, and since when.
ALTER TABLE payment
    ADD COLUMN trouble text NOT NULL DEFAULT '',
    ADD COLUMN refused_at timestamptz,
    ADD CONSTRAINT payment_refused_for_a_reason CHECK ((trouble <> '') = (refused_at IS NOT NULL));
CREATE INDEX payment_refused ON payment (refused_at) WHERE refused_at IS NOT NULL;

-- `void_reason`: staff's words where a ticket became void without a refund. `overridden`: a supervisor let them in.
ALTER TABLE ticket ADD COLUMN void_reason text NOT NULL DEFAULT '' CHECK (void_reason = '' OR state = 'void');
ALTER TABLE scan ADD COLUMN overridden boolean NOT NULL DEFAULT false;

-- A fan's bank wants a payment back. `status`: the payment company's word, such as needs_response, won or lost.
CREATE TABLE dispute (
    performance_id bigint NOT NULL,
    id text NOT NULL,                    -- its number at the payment company
    order_id bigint NOT NULL,
    payment_id bigint NOT NULL,
    status text NOT NULL,
    reason text NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    currency text NOT NULL,
    due_by timestamptz,                  -- until when the house may answer
    opened_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (performance_id, id),
    FOREIGN KEY (performance_id, order_id) REFERENCES "order",
    FOREIGN KEY (performance_id, payment_id) REFERENCES payment
);
CREATE INDEX dispute_by_order ON dispute (performance_id, order_id);

-- What staff have taken off the list. It comes back when something newer than `seen_until` happens to it.
CREATE TABLE acknowledgement (
    handle text PRIMARY KEY,
    seen_until timestamptz NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    why text NOT NULL CHECK (why <> ''),
    actor text NOT NULL
);
CREATE INDEX inbox_by_object ON inbox (about);
-- disputes that were only listed are handled once more, to be stored
UPDATE inbox SET handled_at = NULL, outcome = '', try_at = now(), tries = 0 WHERE outcome = 'disputed';
