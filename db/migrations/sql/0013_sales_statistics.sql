-- Counts of sales, kept by the consumer sales_stats. They can be made again from the rows they count. `generation`: which
-- of them count, as `consumer` says; a replay fills the next one beside it.
--
-- level and ticket_type: -1 where there is none, or for all. channel: '' where there is none. Money is in minor units of
-- the performance's currency. left = capacity - held - sold - killed - allocated, computed when it is read.

-- What one thing adds to the totals, as it was last counted. kind: 0 the performance itself (id 0), 1 a seat (its idx),
-- 2 an order, 3 a payment, 4 a refund. at, day: when it happened, and the date then at the venue; null for what lasts.
CREATE TABLE sales_entry (
    generation integer NOT NULL,
    performance_id bigint NOT NULL,
    kind smallint NOT NULL,
    id bigint NOT NULL,
    level smallint NOT NULL,
    ticket_type smallint NOT NULL,
    channel text NOT NULL,
    at timestamptz,
    day date,
    capacity integer NOT NULL,
    held integer NOT NULL,
    sold integer NOT NULL,
    killed integer NOT NULL,
    allocated integer NOT NULL,
    orders integer NOT NULL,
    tickets integer NOT NULL,
    revenue bigint NOT NULL,
    refunded_tickets integer NOT NULL,
    refunds bigint NOT NULL,
    received bigint NOT NULL,
    returned bigint NOT NULL,
    PRIMARY KEY (generation, performance_id, kind, id, level, ticket_type),
    CHECK ((at IS NULL) = (day IS NULL))
) WITH (fillfactor = 80);

CREATE TABLE sales_total (
    generation integer NOT NULL,
    performance_id bigint NOT NULL,
    level smallint NOT NULL,
    ticket_type smallint NOT NULL,
    channel text NOT NULL,
    capacity bigint NOT NULL,
    held bigint NOT NULL,
    sold bigint NOT NULL,
    killed bigint NOT NULL,
    allocated bigint NOT NULL,
    orders bigint NOT NULL,
    tickets bigint NOT NULL,
    revenue bigint NOT NULL,
    refunded_tickets bigint NOT NULL,
    refunds bigint NOT NULL,
    received bigint NOT NULL,
    returned bigint NOT NULL,
    PRIMARY KEY (generation, performance_id, level, ticket_type, channel)
) WITH (fillfactor = 50);

-- What happened in a minute, for 48 hours; older rows are deleted two hours later.
CREATE TABLE sales_minute (
    generation integer NOT NULL,
    performance_id bigint NOT NULL,
    minute timestamptz NOT NULL,
    level smallint NOT NULL,
    ticket_type smallint NOT NULL,
    channel text NOT NULL,
    orders bigint NOT NULL,
    tickets bigint NOT NULL,
    revenue bigint NOT NULL,
    refunded_tickets bigint NOT NULL,
    refunds bigint NOT NULL,
    received bigint NOT NULL,
    returned bigint NOT NULL,
    PRIMARY KEY (generation, performance_id, minute, level, ticket_type, channel)
) WITH (fillfactor = 70);
CREATE INDEX sales_minute_by_age ON sales_minute (generation, minute);

-- What happened on a day, by the calendar of the venue.
CREATE TABLE sales_day (
    generation integer NOT NULL,
    performance_id bigint NOT NULL,
    day date NOT NULL,
    level smallint NOT NULL,
    ticket_type smallint NOT NULL,
    channel text NOT NULL,
    orders bigint NOT NULL,
    tickets bigint NOT NULL,
    revenue bigint NOT NULL,
    refunded_tickets bigint NOT NULL,
    refunds bigint NOT NULL,
    received bigint NOT NULL,
    returned bigint NOT NULL,
    PRIMARY KEY (generation, performance_id, day, level, ticket_type, channel)
) WITH (fillfactor = 70);
