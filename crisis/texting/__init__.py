"""SMS in: what people text becomes the same drafts and the same actions as at every other door."""
