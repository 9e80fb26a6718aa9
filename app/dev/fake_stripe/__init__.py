"""The payment stand-in: a program of its own that speaks Stripe's HTTP API with pretend money.

`python -m app.dev.fake_stripe`. For a laptop, the tests and the bench; never part of a production process. Three doors:
`/v1` is the API; `/endive/stripe.js` with its frames is what a browser gets; `/standin` is for whoever tests: the mood
(slow, failing, answers and webhooks lost), what banks decide later, and all the money in and out.
"""
