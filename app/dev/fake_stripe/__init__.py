"""A fake Stripe for development, tests and benches: a program that serves Stripe's HTTP API with test money.

`python -m app.dev.fake_stripe`; never part of a production process. It serves three groups of endpoints: `/v1`, the
API; `/endive/stripe.js` and its frames, for browsers; `/standin`, the control endpoints for tests: failure modes (slow,
failing, lost responses and webhooks), later outcomes of payments and refunds, and lists of all intents and refunds.
"""
