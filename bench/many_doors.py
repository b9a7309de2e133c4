"""A crisis with a great many open doors, for the benches that ask how a search grows."""

import random


def many_doors(doors: int):
    """A crisis with so many open doors: real rows, copied from one that came by its action."""
    from django.db import connection

    from accounts.people.models import ContactPoint, Person
    from crisis.shelter.models import Offer, OfferPlace, OpenDoor
    from tests import cast

    crisis = cast.active_crisis()
    first = cast.boris_opens(crisis)
    dice = random.Random(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE dice (n bigint, spot bigint, lat float8, lon float8, places int, step_free bool)"
        )
        with cursor.copy("COPY dice FROM STDIN") as copy:
            for number in range(doors):
                copy.write_row(thrown(dice, crisis, number))
        base, host = first.pk, f"{first.owner_id} + 1000 + n"
        copied(cursor, Person, first.owner_id, {"id": host, "public_id": "gen_random_uuid()"})
        contact = {"id": "nextval(pg_get_serial_sequence('accounts_contactpoint', 'id'))", "person_id": host}
        copied(
            cursor,
            ContactPoint,
            first.owner.contact_points.get().pk,
            contact | {"value": "n || '@example.org'"},
        )
        grown = {
            "id": f"{base} + 1 + n",
            "owner_id": host,
            "public_id": "gen_random_uuid()",
            "reference": "'X' || lpad(n::text, 8, '0')",
            "places": "4",
            "places_left": "dice.places",
            "step_free": "dice.step_free",
        }
        copied(cursor, Offer, base, grown)
        place = {
            "id": "nextval(pg_get_serial_sequence('crisis_offerplace', 'id'))",
            "offer_id": f"{base} + 1 + n",
        }
        copied(cursor, OfferPlace, first.place.pk, place | {"lat": "dice.lat", "lon": "dice.lon"})
        door = {name: f"dice.{name}" for name in ("spot", "lat", "lon", "places", "step_free")}
        copied(
            cursor,
            OpenDoor,
            base,
            door | {"offer_id": f"{base} + 1 + n", "host": host},
            where="dice.places > 0",
        )
        cursor.execute(f"DELETE FROM {OpenDoor._meta.db_table} WHERE offer_id = %s", [base])  # noqa: S608
        for model in (Person, Offer):
            cursor.execute(f"ALTER SEQUENCE {model._meta.db_table}_id_seq RESTART WITH {base + doors + 5000}")
    return crisis


def thrown(dice: random.Random, crisis, number: int) -> tuple:
    from matching.engine.spots import spot_of

    lat, lon = dice.gauss(crisis.lat, 0.03), dice.gauss(crisis.lon, 0.05)
    return number, spot_of(lat, lon), lat, lon, dice.randint(0, 4), dice.random() < 1 / 3


def copied(cursor, model, pk: int, grown: dict[str, str], *, where: str = "true") -> None:
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(grown.get(column, f"t.{column}") for column in columns)
    table, key = model._meta.db_table, model._meta.pk.column
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)})"  # noqa: S608
        f" SELECT {values} FROM dice, {table} AS t WHERE t.{key} = %s AND {where}",
        [pk],
    )
