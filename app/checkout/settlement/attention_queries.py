"""The queries of the list of what needs a person, one for each kind.

Each returns the columns: `handle`; performance_id and order_id, null where unknown; `since`; `newest`, the time of the
last thing that happened to it; `object`, its number at the payment company, "" without one: a newer event about that
object counts too; amount in minor units and currency, 0 and '' where no money is at stake; `why`."""

OWED = """
    SELECT 'refund:' || performance_id || ':' || id AS handle, performance_id, order_id, settled_at AS since,
           settled_at AS newest, coalesce(number, '') AS object, amount, currency,
           CASE why WHEN 'asked' THEN 'its tickets are void' WHEN 'late' THEN 'it came when the seats had gone'
                WHEN 'double' THEN 'it was paid twice' ELSE 'it was made at the payment company itself' END
               || coalesce('; ' || nullif(trouble, ''), '') AS why
    FROM refund WHERE state = 'failed' AND (voided_at IS NOT NULL OR why IN ('late', 'double'))
"""
PAID_TWICE = """
    SELECT 'refund:' || performance_id || ':' || id AS handle, performance_id, order_id, unexpected_at AS since,
           unexpected_at AS newest, unexpected_id AS object, amount, currency,
           'staff gave it back in another way: ' || how || '; and the payment company: ' || unexpected_id AS why
    FROM refund WHERE state = 'by_hand' AND unexpected_at > now() - interval '90 days'
"""
MADE_AFTER_ALL = """
    SELECT 'refund:' || performance_id || ':' || id AS handle, performance_id, order_id, unexpected_at AS since,
           unexpected_at AS newest, unexpected_id AS object, amount, currency,
           'it was ' || state || ': ' || trouble AS why
    FROM refund x WHERE state IN ('canceled', 'failed') AND unexpected_at > now() - interval '90 days'
      AND NOT EXISTS (SELECT FROM refund y WHERE y.number = x.unexpected_id)
"""
# such a ticket and its seat stay as they were
USED_AND_REFUNDED = """
    SELECT 'refund:' || r.performance_id || ':' || r.id AS handle, r.performance_id, r.order_id, min(s.at) AS since,
           greatest(max(s.at), r.voided_at) AS newest, coalesce(r.number, '') AS object, r.amount, r.currency,
           'seat ' || string_agg(t.seat_idx::text, ', ' ORDER BY t.seat_idx) AS why
    FROM refund r
    JOIN order_line l ON l.performance_id = r.performance_id AND l.order_id = r.order_id AND l.refund_id = r.id
    JOIN ticket t ON t.performance_id = l.performance_id AND t.order_id = l.order_id AND t.seat_idx = l.seat_idx
    JOIN scan s ON s.performance_id = t.performance_id AND s.ticket_id = t.id AND s.admitted
    WHERE r.voided_at > now() - interval '14 days' AND t.state = 'valid' GROUP BY r.performance_id, r.id
"""
# a refund that was opened later shows that staff have seen it
REFUSED = """
    SELECT 'refund:' || performance_id || ':' || id AS handle, performance_id, order_id, settled_at AS since,
           settled_at AS newest, coalesce(number, '') AS object, amount, currency, trouble AS why
    FROM refund x WHERE state = 'failed' AND voided_at IS NULL AND why IN ('asked', 'elsewhere')
      AND unexpected_id IS NULL AND settled_at > now() - interval '14 days' AND NOT EXISTS (SELECT FROM refund y
          WHERE y.performance_id = x.performance_id AND y.order_id = x.order_id AND y.id > x.id
            AND (y.created_at > x.settled_at OR y.why = 'elsewhere'))
"""
STOPPED = REFUSED.replace("state = 'failed'", "state = 'canceled' AND stopped")
WAITING = """
    SELECT 'refund:' || performance_id || ':' || id AS handle, performance_id, order_id, created_at AS since,
           created_at AS newest, coalesce(number, '') AS object, amount, currency,
           coalesce(nullif(trouble, ''), 'the payment company has not answered') AS why
    FROM refund WHERE state IN ('wanted', 'pending')
      AND (trouble <> '' OR (state = 'wanted' AND created_at < now() - interval '1 hour'))
"""
# one line for each performance and reason, however many fans met it
PAYMENT_REFUSED = """
    SELECT 'payment:' || performance_id || ':' || regexp_replace(lower(trouble), '[^a-z0-9]+', '-', 'g') AS handle,
           performance_id, NULL::bigint AS order_id, min(refused_at) AS since, max(refused_at) AS newest, '' AS object,
           0 AS amount, '' AS currency,
           trouble || CASE count(*) WHEN 1 THEN ', for 1 order' ELSE ', for ' || count(*) || ' orders' END AS why
    FROM payment WHERE refused_at > now() - interval '30 days' GROUP BY performance_id, trouble
"""
# several events may be about one refund: the newest says what is known
ELSEWHERE = """
    SELECT i.about AS handle, m.performance_id, m.order_id, i.received_at AS since, i.received_at AS newest,
           i.about AS object, 0 AS amount, '' AS currency, i.kind AS why
    FROM (SELECT DISTINCT ON (about) * FROM inbox WHERE kind LIKE 'refund.%' AND handled_at > now() - interval '30 days'
          ORDER BY about, handled_at DESC) i
    LEFT JOIN payment m ON m.intent = i.payload -> 'data' -> 'object' ->> 'payment_intent'
    WHERE i.outcome = 'made_elsewhere' AND NOT EXISTS (
        SELECT FROM refund r WHERE r.number = i.about OR i.about = ANY (r.earlier_numbers))
"""
DISPUTED = """
    SELECT id AS handle, performance_id, order_id, opened_at AS since, changed_at AS newest, id AS object,
           amount, currency,
           reason || coalesce(', to be answered by ' || to_char(due_by, 'YYYY-MM-DD HH24:MI "UTC"'), '') AS why
    FROM dispute WHERE status IN ('needs_response', 'warning_needs_response')
"""
# as long as one of its tickets admits
DISPUTE_LOST = """
    SELECT id AS handle, performance_id, order_id, opened_at AS since, changed_at AS newest, id AS object,
           amount, currency, reason AS why
    FROM dispute d WHERE status = 'lost' AND changed_at > now() - interval '90 days' AND EXISTS (
        SELECT FROM ticket t
        WHERE t.performance_id = d.performance_id AND t.order_id = d.order_id AND t.state = 'valid')
"""
DISPUTE_WON = """
    SELECT id AS handle, performance_id, order_id, opened_at AS since, changed_at AS newest, id AS object,
           amount, currency, reason AS why
    FROM dispute d WHERE status = 'won' AND changed_at > now() - interval '90 days' AND EXISTS (
        SELECT FROM ticket t WHERE t.performance_id = d.performance_id AND t.order_id = d.order_id
          AND t.state = 'void' AND t.void_reason <> '')
"""
UNSETTLED = """
    SELECT 'order:' || performance_id || ':' || id AS handle, performance_id, id AS order_id, pay_by AS since,
           pay_by AS newest, '' AS object, total AS amount, currency,
           coalesce(nullif(trouble, ''), 'no worker has asked the payment company about it') AS why
    FROM "order" WHERE state = 'pending' AND pay_by < now() - interval '30 minutes'
"""
UNHANDLED = """
    SELECT event_id AS handle, NULL::bigint AS performance_id, NULL::bigint AS order_id, received_at AS since,
           received_at AS newest, about AS object, 0 AS amount, '' AS currency,
           kind || ' ' || about || ': ' || coalesce(nullif(trouble, ''), 'no worker finished it') AS why
    FROM inbox WHERE handled_at IS NULL AND tries >= $1
"""
# a later mail of the same kind shows that staff sent it again; one that is no longer true need not be sent
UNSENT = """
    SELECT 'mail:' || x.performance_id || ':' || x.id AS handle, x.performance_id, x.order_id, x.created_at AS since,
           greatest(x.created_at, x.handed_at, x.refused_at) AS newest, '' AS object, 0 AS amount, '' AS currency,
           x.kind || CASE WHEN x.refused_at IS NOT NULL THEN ', refused'
               WHEN x.handed_at IS NOT NULL THEN ', may have arrived' ELSE ', tried ' || x.tries || ' times' END
               || coalesce(': ' || nullif(x.trouble, ''), '') AS why
    FROM mail x WHERE x.sent_at IS NULL
      AND (x.refused_at IS NOT NULL OR x.handed_at < now() - interval '2 minutes'
           OR (x.handed_at IS NULL AND x.tries > 5))
      AND NOT EXISTS (SELECT FROM mail y WHERE y.performance_id = x.performance_id AND y.order_id = x.order_id
          AND y.kind = x.kind AND y.refund_id IS NOT DISTINCT FROM x.refund_id AND y.id > x.id)
      AND (x.kind <> 'confirmation' OR EXISTS (SELECT FROM ticket t
          WHERE t.performance_id = x.performance_id AND t.order_id = x.order_id AND t.state = 'valid'))
      AND NOT EXISTS (SELECT FROM refund r
          WHERE r.performance_id = x.performance_id AND r.id = x.refund_id AND r.state IN ('failed', 'canceled'))
"""
# the order where it is known, else the performance
NAMES = """
    SELECT k.performance_id, k.order_id,
           coalesce(o.reference || ' of ', '') || 'performance ' || p.id || ', ' || e.title AS about
    FROM unnest($1::bigint[], $2::bigint[]) k(performance_id, order_id)
    JOIN performance p ON p.id = k.performance_id JOIN event e ON e.id = p.event
    LEFT JOIN "order" o ON o.performance_id = k.performance_id AND o.id = k.order_id
"""
LAST_EVENTS = "SELECT about, max(received_at) AS at FROM inbox WHERE about = ANY ($1) GROUP BY about"
SEEN = "SELECT handle, seen_until FROM acknowledgement WHERE handle = ANY ($1)"
