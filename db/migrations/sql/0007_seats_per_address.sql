-- How many seats callers of one address may hold at a time; 0: any number, null: the setting's number.

ALTER TABLE performance ADD COLUMN seats_per_address integer CHECK (seats_per_address >= 0);
