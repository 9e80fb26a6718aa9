-- What the house remembers. Inventory and order tables are keyed by performance first: one performance, one shard.
-- Money is integer minor units. Instants are timestamptz. A state is a dated row or one column changed by one function.

CREATE TABLE organizer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL
);

CREATE TABLE venue (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    city text NOT NULL,
    address text NOT NULL DEFAULT '',
    time_zone text NOT NULL
);

-- A published version never changes. `drawing` holds what is only decoration: floors, stage, names, focal point, size.
CREATE TABLE seating_plan (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue bigint NOT NULL REFERENCES venue,
    name text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    seats integer NOT NULL CHECK (seats > 0),
    drawing jsonb NOT NULL,
    digest text NOT NULL,
    published_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (venue, name, version)
);

-- Neighbours are stored, not guessed: an aisle, a gap or a wheelchair space breaks geometry.
CREATE TABLE plan_seat (
    plan bigint NOT NULL REFERENCES seating_plan ON DELETE CASCADE,
    idx integer NOT NULL CHECK (idx >= 0),
    guid text NOT NULL,
    section text NOT NULL,
    "row" text NOT NULL,
    label text NOT NULL,
    x real NOT NULL,
    y real NOT NULL,
    turn real NOT NULL DEFAULT 0,
    level text NOT NULL,
    wheelchair boolean NOT NULL DEFAULT false,
    companion boolean NOT NULL DEFAULT false,
    restricted boolean NOT NULL DEFAULT false,
    aisle boolean NOT NULL DEFAULT false,
    left_idx integer,
    right_idx integer,
    rank real NOT NULL DEFAULT 0,
    PRIMARY KEY (plan, idx),
    UNIQUE (plan, guid)
);

CREATE TABLE event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organizer bigint NOT NULL REFERENCES organizer,
    slug text NOT NULL UNIQUE,
    title text NOT NULL,
    summary text NOT NULL DEFAULT '',
    kind text NOT NULL DEFAULT '',
    art text NOT NULL DEFAULT '',
    hue real NOT NULL DEFAULT 70,
    chroma real NOT NULL DEFAULT 0.02 CHECK (chroma BETWEEN 0 AND 0.4)
);

CREATE TABLE performance (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event bigint NOT NULL REFERENCES event,
    plan bigint NOT NULL REFERENCES seating_plan,
    state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'cancelled')),
    starts_at timestamptz NOT NULL,
    doors_at timestamptz,
    on_sale_at timestamptz NOT NULL,
    off_sale_at timestamptz NOT NULL,
    hold_minutes integer NOT NULL DEFAULT 10 CHECK (hold_minutes BETWEEN 1 AND 60),
    max_seats integer NOT NULL DEFAULT 8 CHECK (max_seats BETWEEN 1 AND 100),
    currency text NOT NULL DEFAULT 'EUR' CHECK (currency ~ '^[A-Z]{3}$'),
    levels_digest text NOT NULL DEFAULT '',
    published_at timestamptz,
    cancelled_at timestamptz,
    CHECK (on_sale_at < off_sale_at)
);
CREATE INDEX performance_by_date ON performance (starts_at) WHERE state = 'published';

CREATE TABLE price_level (
    performance_id bigint NOT NULL REFERENCES performance,
    idx smallint NOT NULL CHECK (idx BETWEEN 0 AND 63),
    key text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (performance_id, idx),
    UNIQUE (performance_id, key)
);
CREATE TABLE ticket_type (
    performance_id bigint NOT NULL REFERENCES performance,
    idx smallint NOT NULL CHECK (idx >= 0),
    name text NOT NULL,
    PRIMARY KEY (performance_id, idx)
);
CREATE TABLE price (
    performance_id bigint NOT NULL,
    level smallint NOT NULL,
    ticket_type smallint NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (performance_id, level, ticket_type),
    FOREIGN KEY (performance_id, level) REFERENCES price_level,
    FOREIGN KEY (performance_id, ticket_type) REFERENCES ticket_type
);
-- per_ticket and per_order: `amount` in minor units; percent: `amount` in hundredths of a percent of the ticket prices.
CREATE TABLE fee (
    performance_id bigint NOT NULL REFERENCES performance,
    idx smallint NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('per_ticket', 'per_order', 'percent')),
    amount bigint NOT NULL CHECK (amount >= 0),
    absorbed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (performance_id, idx)
);

CREATE TABLE allocation (
    performance_id bigint NOT NULL REFERENCES performance,
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    code text,
    PRIMARY KEY (performance_id, id)
);

-- No foreign key to performance on hold, order and seat: thirty fans sharing the lock of one row is a hot spot.
CREATE TABLE hold (
    performance_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    person text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    lifted_at timestamptz,      -- opening checkout lifts the clock once
    extended_at timestamptz,    -- "take five more", once
    ended_at timestamptz,
    ended_as text CHECK (ended_as IN ('released', 'expired', 'ordered')),
    PRIMARY KEY (performance_id, id),
    CHECK ((ended_at IS NULL) = (ended_as IS NULL))
);
CREATE UNIQUE INDEX one_live_hold_per_person ON hold (performance_id, person) WHERE ended_at IS NULL;

CREATE TABLE "order" (
    performance_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    link text NOT NULL,          -- the unguessable part of the order page's address
    reference text NOT NULL,     -- what a person says on the telephone
    hold_id bigint NOT NULL,
    person text NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'paid', 'expired', 'refunded')),
    currency text NOT NULL,
    total bigint NOT NULL CHECK (total >= 0),
    pay_by timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    paid_at timestamptz,
    expired_at timestamptz,
    PRIMARY KEY (performance_id, id),
    UNIQUE (performance_id, link),
    UNIQUE (performance_id, reference),
    UNIQUE (performance_id, hold_id),   -- a hold becomes one order, whatever is posted twice
    CHECK (state <> 'paid' OR paid_at IS NOT NULL)
);
CREATE INDEX order_by_person ON "order" (performance_id, person) WHERE state IN ('pending', 'paid');
CREATE INDEX order_by_email ON "order" (performance_id, lower(email)) WHERE state IN ('pending', 'paid');

CREATE TABLE order_line (
    performance_id bigint NOT NULL,
    order_id bigint NOT NULL,
    line smallint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('seat', 'fee')),
    seat_idx integer,
    level smallint,
    ticket_type smallint,
    label text NOT NULL,
    quantity integer NOT NULL DEFAULT 1 CHECK (quantity > 0),
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (performance_id, order_id, line),
    FOREIGN KEY (performance_id, order_id) REFERENCES "order",
    CHECK ((kind = 'seat') = (seat_idx IS NOT NULL))
);

-- 0 open · 1 held · 2 sold · 3 killed. The only expiry of a hold is here.
CREATE TABLE seat (
    performance_id bigint NOT NULL,
    idx integer NOT NULL CHECK (idx >= 0),
    status smallint NOT NULL DEFAULT 0,
    price_level smallint NOT NULL,
    allocation bigint,
    hold_id bigint,
    hold_expires_at timestamptz,
    order_id bigint,
    PRIMARY KEY (performance_id, idx),
    CONSTRAINT status_ties CHECK (CASE status
        WHEN 0 THEN hold_id IS NULL AND hold_expires_at IS NULL AND order_id IS NULL
        WHEN 1 THEN (hold_id IS NOT NULL AND hold_expires_at IS NOT NULL AND order_id IS NULL)
                 OR (hold_id IS NULL AND hold_expires_at IS NULL AND order_id IS NOT NULL)
        WHEN 2 THEN hold_id IS NULL AND hold_expires_at IS NULL AND order_id IS NOT NULL
        WHEN 3 THEN hold_id IS NULL AND hold_expires_at IS NULL AND order_id IS NULL
        ELSE false END)
) WITH (fillfactor = 70);
CREATE INDEX seat_by_hold ON seat (performance_id, hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX seat_by_order ON seat (performance_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX seat_by_expiry ON seat (hold_expires_at) WHERE hold_expires_at IS NOT NULL;

CREATE TABLE ticket (
    performance_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    order_id bigint NOT NULL,
    seat_idx integer NOT NULL,
    ticket_type smallint NOT NULL,
    serial text NOT NULL,        -- printed under the code
    state text NOT NULL DEFAULT 'valid' CHECK (state IN ('valid', 'void')),
    issued_at timestamptz NOT NULL DEFAULT now(),
    voided_at timestamptz,
    PRIMARY KEY (performance_id, id),
    UNIQUE (performance_id, serial),
    FOREIGN KEY (performance_id, order_id) REFERENCES "order",
    FOREIGN KEY (performance_id, seat_idx) REFERENCES seat
);
CREATE UNIQUE INDEX one_valid_ticket_per_seat ON ticket (performance_id, seat_idx) WHERE state = 'valid';
CREATE INDEX ticket_by_order ON ticket (performance_id, order_id);

CREATE TABLE scan (
    performance_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    ticket_id bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    gate text NOT NULL,
    admitted boolean NOT NULL,
    PRIMARY KEY (performance_id, id),
    FOREIGN KEY (performance_id, ticket_id) REFERENCES ticket
);
CREATE UNIQUE INDEX one_admission_per_ticket ON scan (performance_id, ticket_id) WHERE admitted;

-- Append-only: outbox, audit trail and replay log. Payloads hold ids, never names or addresses.
CREATE TABLE journal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    performance_id bigint NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    actor text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX journal_by_xid ON journal (xid);
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();

-- The relay's place in the journal, and the epoch that is raised after a restore.
CREATE TABLE relay (
    shard smallint PRIMARY KEY,
    cursor xid8 NOT NULL DEFAULT '0',
    epoch integer NOT NULL DEFAULT 1
);
INSERT INTO relay (shard) VALUES (0);
