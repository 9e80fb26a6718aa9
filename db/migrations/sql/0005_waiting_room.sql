-- The waiting room: where fans wait for their turn, one for a performance or for several of one event. A place is a number
-- from 1 in the order of joining; what it is worth is decided by the draw, and computed, not stored. All that happens at
-- its door is a line of queue_log, each bound to the one before by its hash.

-- `performance_id`: under whose number its facts stand in the journal. `draws_at`: when the order of those who are there
-- is drawn; null: first come, from the first. `target`: how many may be inside at once. `per_minute`: at most so many are
-- called in a minute; null: as the house can take. `serving`: the highest place called. `engaged_at`: of an automatic
-- one, since when newcomers wait. `mind`: what the controller remembers from one look to the next.
CREATE TABLE waiting_room (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    performance_id bigint NOT NULL,
    mode text NOT NULL CHECK (mode IN ('off', 'automatic', 'on')),
    opens_at timestamptz NOT NULL,
    draws_at timestamptz CHECK (draws_at > opens_at),
    target integer NOT NULL CHECK (target BETWEEN 1 AND 1000000),
    per_minute integer CHECK (per_minute BETWEEN 1 AND 1000000),
    come_in_minutes integer NOT NULL DEFAULT 10 CHECK (come_in_minutes BETWEEN 1 AND 60),
    shop_minutes integer NOT NULL DEFAULT 20 CHECK (shop_minutes BETWEEN 5 AND 120),
    last_number bigint NOT NULL DEFAULT 0,
    serving bigint NOT NULL DEFAULT 0 CHECK (serving BETWEEN 0 AND last_number),
    log_n bigint NOT NULL DEFAULT 0,
    log_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    mind jsonb NOT NULL DEFAULT '{}',
    ticked_at timestamptz NOT NULL DEFAULT '-infinity',
    engaged_at timestamptz,
    paused_at timestamptz,
    message text NOT NULL DEFAULT '' CHECK (length(message) <= 300),
    ended_at timestamptz,
    ended_as text CHECK (ended_as IN ('sold_out', 'over', 'cancelled', 'staff')),
    CHECK ((ended_at IS NULL) = (ended_as IS NULL))
);
ALTER TABLE performance ADD COLUMN waiting_room bigint REFERENCES waiting_room;
CREATE INDEX performance_by_waiting_room ON performance (waiting_room) WHERE waiting_room IS NOT NULL;

-- sealed → closed → opened, each once. `key` is a secret until it is opened. `seal`: SHA-256(key ‖ room as 8 bytes).
-- `outside`: what the organizer cannot know beforehand: a named round of a public beacon, a second key of a named witness
-- (`witness_seal`: SHA-256(that key ‖ room)), or nothing. `without`: why staff drew without it after all.
CREATE TABLE draw (
    room bigint PRIMARY KEY REFERENCES waiting_room,
    key bytea NOT NULL CHECK (octet_length(key) = 32),
    seal bytea NOT NULL CHECK (octet_length(seal) = 32),
    sealed_at timestamptz NOT NULL DEFAULT now(),
    outside text NOT NULL CHECK (outside IN ('beacon', 'witness', 'none')),
    chain text,
    round bigint CHECK (round > 0),
    witness text,
    witness_seal bytea CHECK (octet_length(witness_seal) = 32),
    closed_at timestamptz,
    n bigint CHECK (n >= 0),
    root bytea CHECK (octet_length(root) = 32),
    outside_value bytea,
    outside_signature bytea,
    without text,
    opened_at timestamptz,
    seed bytea CHECK (octet_length(seed) = 32),
    CHECK ((outside = 'beacon') = (chain IS NOT NULL AND round IS NOT NULL)),
    CHECK ((outside = 'witness') = (witness IS NOT NULL AND witness_seal IS NOT NULL)),
    CHECK (num_nulls(closed_at, n, root) IN (0, 3)),
    CHECK (num_nulls(opened_at, seed) IN (0, 2)),
    CHECK (opened_at IS NULL OR closed_at IS NOT NULL)
);

-- One live place a browser. Numbers have no gaps. `leaf`: SHA-256 of the secret in its token. `held_at`: when its fan last
-- asked at the door, in time, and was told that as many are inside as may be.
CREATE TABLE place (
    room bigint NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    person text NOT NULL,
    leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
    joined_at timestamptz NOT NULL DEFAULT now(),
    held_at timestamptz,
    ended_at timestamptz,
    ended_as text CHECK (ended_as IN ('gave_up', 'passed', 'shopped')),
    PRIMARY KEY (room, number),
    CHECK ((ended_at IS NULL) = (ended_as IS NULL))
);
CREATE UNIQUE INDEX one_live_place_per_person ON place (room, person) WHERE ended_at IS NULL;
CREATE INDEX place_given_up ON place (room, person) WHERE ended_as = 'gave_up';

-- A place becomes a pass once. `left_at`: when its shopper had ordered, did nothing for a while, or went. `back_at`: when
-- they last came back.
CREATE TABLE admission (
    room bigint NOT NULL,
    number bigint NOT NULL,
    place bigint NOT NULL,
    person text NOT NULL,
    let_through boolean NOT NULL DEFAULT false,
    admitted_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    left_at timestamptz,
    back_at timestamptz,
    PRIMARY KEY (room, number)
);
CREATE INDEX admission_inside ON admission (room, expires_at) WHERE left_at IS NULL;

-- By staff, past the order, with a reason; in the log for everybody to see.
CREATE TABLE let_through (
    room bigint NOT NULL,
    number bigint NOT NULL,
    why text NOT NULL CHECK (why <> ''),
    actor text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room, number)
);

-- The admission log, public. n counts from 1 without gaps; hash: see append_queue_log.
-- called: `serving` was raised to it · admitted, let_through, gave_up: a number with its place · sealed, closed, drawn: the
-- draw's steps, what they bind in `detail` · mode: off, automatic or on, and if it had ended, it is open again · engaged, quiet,
-- paused, resumed, rate, target, message, ended: `detail` says more.
CREATE TABLE queue_log (
    room bigint NOT NULL,
    n bigint NOT NULL,
    at timestamptz NOT NULL,
    what text NOT NULL CHECK (what IN ('sealed', 'closed', 'drawn', 'called', 'admitted', 'let_through', 'gave_up', 'engaged', 'quiet',
        'mode', 'paused', 'resumed', 'rate', 'target', 'message', 'ended')),
    number bigint,
    place bigint,
    serving bigint,
    detail text NOT NULL DEFAULT '',
    hash bytea NOT NULL,
    PRIMARY KEY (room, n)
);
CREATE INDEX queue_call ON queue_log (room, serving) WHERE what = 'called';
CREATE INDEX queue_call_at ON queue_log (room, at) WHERE what = 'called';

-- What the controller counts each second.
CREATE INDEX admission_by_place ON admission (room, place);
CREATE INDEX admission_left ON admission (room, left_at) WHERE left_at IS NOT NULL;
CREATE INDEX queue_gave_up ON queue_log (room, place) WHERE what = 'gave_up';
CREATE INDEX payment_lately ON payment (performance_id, created_at);
CREATE INDEX inbox_refused ON inbox (received_at) WHERE kind = 'payment_intent.payment_failed';
