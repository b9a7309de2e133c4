"""PFIF 1.4 (zesty.ca/pfif/1.4): records of other sites taken in, and ours given away. docs/pfif.md tells their engineers."""
