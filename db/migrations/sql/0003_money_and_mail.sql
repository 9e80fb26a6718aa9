-- Money and mail. A payment is one PaymentIntent at Stripe, a refund one Refund there; every one has its own key, so that
-- asking twice is asking once. What is kept of an order that ended stays: nothing here is deleted.

ALTER TABLE "order"
    ADD COLUMN look_at timestamptz,                  -- when a worker asks Stripe next, while it is pending
    ADD COLUMN looks integer NOT NULL DEFAULT 0,     -- how often it has
    ADD COLUMN trouble text NOT NULL DEFAULT '',     -- why the last look came to nothing, for staff
    ADD COLUMN refunded_at timestamptz,
    ADD CHECK (state <> 'refunded' OR refunded_at IS NOT NULL);
CREATE INDEX order_to_look_at ON "order" (look_at) WHERE state = 'pending';
CREATE INDEX order_by_any_email ON "order" (lower(email));
CREATE INDEX order_by_reference ON "order" (reference);

-- `amount`: the price · `extra`: the fees and taxes of this very ticket, as charged (their sums stand in lines of their own)
-- `included`: a tax that is part of the other lines, told but not added · `refund_id`: at most one refund gives a line back
ALTER TABLE order_line
    ADD COLUMN extra bigint NOT NULL DEFAULT 0 CHECK (extra >= 0),
    ADD COLUMN included boolean NOT NULL DEFAULT false,
    ADD COLUMN refund_id bigint,
    DROP CONSTRAINT order_line_kind_check,
    ADD CONSTRAINT order_line_kind_check CHECK (kind IN ('seat', 'fee', 'tax'));

-- open → succeeded | canceled. A row without `intent` cannot have been charged: its secret never left the house.
CREATE TABLE payment (
    performance_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    order_id bigint NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'succeeded', 'canceled')),
    intent text,
    idempotency_key text NOT NULL UNIQUE,
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    bank text NOT NULL DEFAULT '',       -- Stripe's last word on an open one, such as "processing"
    asked_at timestamptz,                -- when the fan's browser last said that it has paid: not believed, but looked into
    created_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    PRIMARY KEY (performance_id, id),
    FOREIGN KEY (performance_id, order_id) REFERENCES "order",
    CHECK ((state = 'open') = (settled_at IS NULL)),
    CHECK (state <> 'succeeded' OR intent IS NOT NULL)
);
CREATE UNIQUE INDEX one_live_payment_per_order ON payment (performance_id, order_id) WHERE state = 'open';
CREATE UNIQUE INDEX payment_by_intent ON payment (intent) WHERE intent IS NOT NULL;
CREATE INDEX payment_by_order ON payment (performance_id, order_id);

-- wanted → pending → succeeded, or failed from either. `voided_at`: since when its tickets are void and its seats open.
-- `late`: the money came when the seats had gone · `double`: it was paid already · `asked`: staff gave it back.
CREATE TABLE refund (
    performance_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    order_id bigint NOT NULL,
    payment_id bigint,                   -- null: nothing was paid, nothing goes back
    state text NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'pending', 'succeeded', 'failed')),
    why text NOT NULL CHECK (why IN ('asked', 'late', 'double')),
    amount bigint NOT NULL CHECK (amount >= 0),
    currency text NOT NULL,
    idempotency_key text NOT NULL UNIQUE,
    number text,                         -- its number at Stripe
    created_at timestamptz NOT NULL DEFAULT now(),
    voided_at timestamptz,
    settled_at timestamptz,
    look_at timestamptz NOT NULL DEFAULT now(),
    looks integer NOT NULL DEFAULT 0,
    trouble text NOT NULL DEFAULT '',
    PRIMARY KEY (performance_id, id),
    FOREIGN KEY (performance_id, order_id) REFERENCES "order",
    FOREIGN KEY (performance_id, payment_id) REFERENCES payment,
    CHECK ((payment_id IS NULL) = (amount = 0)),
    CHECK ((state IN ('succeeded', 'failed')) = (settled_at IS NOT NULL))
);
CREATE INDEX refund_to_look_at ON refund (look_at) WHERE state IN ('wanted', 'pending');
CREATE INDEX refund_by_order ON refund (performance_id, order_id);
CREATE UNIQUE INDEX refund_by_number ON refund (number) WHERE number IS NOT NULL;

-- What a provider told us, once each. `about` is the intent or refund it speaks of; what that is now, only asking tells.
CREATE TABLE inbox (
    provider text NOT NULL,
    event_id text NOT NULL,
    kind text NOT NULL,
    about text NOT NULL,
    payload jsonb NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    try_at timestamptz NOT NULL DEFAULT now(),
    tries integer NOT NULL DEFAULT 0,
    handled_at timestamptz,
    outcome text NOT NULL DEFAULT '',
    trouble text NOT NULL DEFAULT '',
    PRIMARY KEY (provider, event_id)
);
CREATE INDEX inbox_to_handle ON inbox (try_at) WHERE handled_at IS NULL;

-- Written in the transaction of the fact it tells; rendered from the rows when it is sent. `handed_at` is committed just
-- before the body goes out: a row that has it and no `sent_at` may have arrived, and is never sent again by itself.
CREATE TABLE mail (
    performance_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    order_id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('confirmation', 'refund', 'late')),
    refund_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    try_at timestamptz NOT NULL DEFAULT now(),
    tries integer NOT NULL DEFAULT 0,
    handed_at timestamptz,
    sent_at timestamptz,
    refused_at timestamptz,              -- the other side will never take it
    trouble text NOT NULL DEFAULT '',
    PRIMARY KEY (performance_id, id),
    FOREIGN KEY (performance_id, order_id) REFERENCES "order",
    CHECK (sent_at IS NULL OR handed_at IS NOT NULL)
);
CREATE INDEX mail_to_send ON mail (try_at) WHERE handed_at IS NULL AND refused_at IS NULL;
CREATE INDEX mail_by_order ON mail (performance_id, order_id);
