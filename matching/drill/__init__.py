"""Drills: a night replayed through the same actions as everyone's.

* `paris-2015.toml`: the facts of the night, each with a source and a mark, and the assumptions.
* `scenario.py` reads such a file into frozen values, or says in one sentence what is wrong with it.
* `generator.py` draws people, doors and needs from a scenario, a scale and a seed; no clock, no database.
* `spots.py` gives the generator real streets; `people.csv` gives it invented people's forenames.

A drill is sober: places and times are facts, nobody in it exists, and no address or number can be reached
(example.org, RFC 2606; +33 6 39 98 xx xx, kept for fiction by the French regulator Arcep).
`people.csv`: popular forenames by country, from a public collection (CC0).
"""
