"""PFIF 1.4 (zesty.ca/pfif/1.4): records of other sites taken in, ours given away. For their engineers: docs/pfif.md."""
