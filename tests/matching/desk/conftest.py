from tests.crisis.desk.desk_cast import in_english  # noqa: F401
