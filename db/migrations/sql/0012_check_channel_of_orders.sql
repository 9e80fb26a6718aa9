-- Reads all orders. It locks out neither readers nor writers, because it is alone in its transaction;
-- but the relay publishes nothing while it runs.

ALTER TABLE "order" VALIDATE CONSTRAINT order_channel_check;
