"""Questions to the inventory: pages of items, editions, bodies, statistics, as of any day."""
