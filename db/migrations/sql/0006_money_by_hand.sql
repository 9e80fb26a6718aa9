-- Refunds that staff settle or cancel, tickets that are void without a refund, disputes, and what staff have seen.

-- wanted: written down · pending: the payment company has it · by_hand: it went back in another way, which is final ·
-- canceled: it never left · failed → wanted: made anew, under a new key.
CREATE VIEW refund_transition (from_state, to_state) AS VALUES
    ('wanted', 'pending'), ('wanted', 'succeeded'), ('wanted', 'failed'), ('wanted', 'by_hand'), ('wanted', 'canceled'),
    ('pending', 'succeeded'), ('pending', 'failed'),
    ('succeeded', 'failed'),
    ('failed', 'wanted'), ('failed', 'by_hand');

-- `sent_at`: the payment company may have it since; null: it certainly has not. One that the version before has written
-- counts as sent. `tried_at`: when it was last sent. `how`: how it went back by hand. `stopped`: a worker canceled it,
-- because its ticket was used. `earlier_numbers`: of the tries that failed. `unexpected_id`: its number at the payment company, which made it although it had ended
-- here, and `unexpected_at`: since when that is known.
ALTER TABLE refund
    ADD COLUMN sent_at timestamptz DEFAULT now(),
    ADD COLUMN tried_at timestamptz,
    ADD COLUMN how text NOT NULL DEFAULT '',
    ADD COLUMN stopped boolean NOT NULL DEFAULT false,
    ADD COLUMN earlier_numbers text[] NOT NULL DEFAULT '{}',
    ADD COLUMN unexpected_id text,
    ADD COLUMN unexpected_at timestamptz,
    DROP CONSTRAINT refund_state_check,
    DROP CONSTRAINT refund_check1,
    DROP CONSTRAINT refund_why_check;
UPDATE refund SET sent_at = CASE WHEN payment_id IS NOT NULL THEN created_at END;
UPDATE refund SET state = 'by_hand', how = substring(trouble FROM 10), trouble = ''
    WHERE state = 'succeeded' AND trouble LIKE 'by hand: _%';
-- settled by hand, and overturned by a later event: what staff did stands, unless they made it anew since
DO $$ BEGIN
    IF EXISTS (SELECT FROM refund WHERE state = 'failed') THEN
        UPDATE refund r SET state = 'by_hand', how = 'by staff, before the update', trouble = ''
        FROM (SELECT performance_id, (payload ->> 'refund')::bigint AS refund, max(id) AS last FROM journal
              WHERE topic = 'refund.settled' AND payload ->> 'state' = 'by hand' GROUP BY 1, 2) settled
        WHERE r.performance_id = settled.performance_id AND r.id = settled.refund AND r.state = 'failed'
          AND NOT EXISTS (SELECT FROM journal j WHERE j.id > settled.last AND j.performance_id = r.performance_id
              AND j.topic = 'refund.opened' AND (j.payload ->> 'refund')::bigint = r.id);
    END IF;
END $$;
-- `elsewhere`: it was made at the payment company itself, and staff said which tickets it is for.
ALTER TABLE refund
    ADD CONSTRAINT refund_state_check
        CHECK (state IN ('wanted', 'pending', 'succeeded', 'failed', 'by_hand', 'canceled')),
    ADD CONSTRAINT refund_settled_check
        CHECK ((state IN ('succeeded', 'failed', 'by_hand', 'canceled')) = (settled_at IS NOT NULL)),
    ADD CONSTRAINT refund_why_check CHECK (why IN ('asked', 'late', 'double', 'elsewhere')),
    ADD CONSTRAINT refund_by_hand_says_how CHECK ((state = 'by_hand') = (how <> '')),
    ADD CONSTRAINT refund_owed_is_not_canceled
        CHECK (state <> 'canceled' OR (why = 'asked' AND voided_at IS NULL)),
    ADD CONSTRAINT refund_unexpected_is_dated CHECK ((unexpected_id IS NULL) = (unexpected_at IS NULL));

-- A refund that failed while its tickets were valid owes nothing: it stays as it is, and a new one is made.
-- A payment never gives back more than came in: the lock on its row lets two refunds see each other. It is looked at
-- when a refund begins to count, not when one that counts already goes on.
CREATE FUNCTION refund_is_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    received bigint;
    others bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state <> OLD.state AND (
        (OLD.state = 'failed' AND OLD.why IN ('asked', 'elsewhere') AND OLD.voided_at IS NULL) OR NOT EXISTS (
            SELECT FROM refund_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state)) THEN
        RAISE EXCEPTION 'a refund that is % never becomes %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_transition';
    END IF;
    IF NEW.payment_id IS NOT NULL AND NEW.state IN ('wanted', 'pending', 'succeeded', 'by_hand') AND (
        TG_OP = 'INSERT' OR OLD.state NOT IN ('wanted', 'pending', 'succeeded', 'by_hand')
        OR NEW.amount <> OLD.amount OR NEW.payment_id IS DISTINCT FROM OLD.payment_id) THEN
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

-- `void`: its ticket is void. Such a line can still be refunded, and does not count as a seat of its fan.
ALTER TABLE order_line ADD COLUMN void boolean NOT NULL DEFAULT false;
UPDATE order_line l SET void = true FROM ticket t
    WHERE t.performance_id = l.performance_id AND t.order_id = l.order_id AND t.seat_idx = l.seat_idx AND t.state = 'void';

-- `void_reason`: staff's words where a ticket became void without a refund. `overridden`: a supervisor let them in.
ALTER TABLE ticket ADD COLUMN void_reason text NOT NULL DEFAULT '' CHECK (void_reason = '' OR state = 'void');
-- `outcome` of a scan: what the entrance was shown; "" of those that are older.
ALTER TABLE scan
    ADD COLUMN overridden boolean NOT NULL DEFAULT false,
    ADD COLUMN outcome text NOT NULL DEFAULT '';

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
    due_by timestamptz,                  -- until when it may be answered
    read_at timestamptz NOT NULL,        -- when its status was asked for
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
