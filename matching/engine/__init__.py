"""Pure deciders: values in, verdicts out. Nothing of ours is imported here, and no Django."""
