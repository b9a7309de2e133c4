"""Leads: what may be about a person who is looked for, who looks at it, and who may learn of it."""
