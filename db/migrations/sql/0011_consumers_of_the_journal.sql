-- What the consumers of the journal need: where each of them is, and more about each fact.

-- Orders before the journal, as every transaction locks them. Where an order was placed. A CHECK of the new
-- column would read all orders: they are checked in a migration of its own.
ALTER TABLE "order"
    ADD COLUMN channel text NOT NULL DEFAULT 'web',
    ADD CONSTRAINT order_channel_check CHECK (channel IN ('web', 'desk', 'import')) NOT VALID;

-- `organizer_id`: whose performance it is about. `trace`: the trace context (W3C) of the request that wrote it.
-- `performance_id` is null in facts about no performance, such as members and settings.
ALTER TABLE journal
    ADD COLUMN organizer_id bigint,
    ADD COLUMN trace text,
    ALTER COLUMN performance_id DROP NOT NULL;

-- (xid, id), at: the last fact that was handled. owner, leased_until: which worker handles the next ones, and until when
-- nobody else may. tries, retry_at, error: of the next fact, if it has failed. why_stopped: for staff, if it is stopped.
-- generation: which rows of its tables count; a replay fills the next one. as_of: all that was committed at this instant
-- is in its rows.
CREATE TABLE consumer (
    name text PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT '0',
    id bigint NOT NULL DEFAULT 0,
    at timestamptz NOT NULL DEFAULT '-infinity',
    owner text,
    leased_until timestamptz,
    state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'stopped')),
    why_stopped text NOT NULL DEFAULT '',
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    retry_at timestamptz,
    error text NOT NULL DEFAULT '',
    generation integer NOT NULL DEFAULT 1 CHECK (generation > 0),
    as_of timestamptz,
    CHECK ((owner IS NULL) = (leased_until IS NULL)),
    CHECK (state = 'running' OR why_stopped <> '')
) WITH (fillfactor = 50);

-- Facts that a consumer could not handle, and passed. at, xid, id: of the fact. error: of the last of its tries.
CREATE TABLE dead_letter (
    consumer text NOT NULL,
    at timestamptz NOT NULL,
    xid xid8 NOT NULL,
    id bigint NOT NULL,
    error text NOT NULL,
    tries integer NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, xid, id)
);
