"""Stations, hospitals and town halls, cleaned and ranked."""

import re

from crisis.gazetteer.compiling.sources import Accents, Area, Row
from crisis.gazetteer.compiling.streets import core, street_type
from crisis.gazetteer.places import metres_between
from crisis.gazetteer.spelling import plain, squeezed, words

LEFT_OUT = ("Médico-Psychologique", "C.A.T.T.P", "Appartement", "Atelier", "Postcure", "Pouponnière", "Crise")
REAL = ("Régional", "Centre Hospitalier (C.H.)", "Pluridisciplinaire", "Chirurgi", "Cancer", "ex Hôpital")
NOT_FOR_ARRIVALS = re.compile(
    r"\bjour\b|sejour|dentaire|domicile|\bhad\b|labm|ageps|consult|unite|long sejour|laborat|medico|appart|"
    r"cmp\b|centre de crise|psych|enfants? et ado|pedago|maison medicale|soins de suite|retraite|geront|"
    r"geriatr|foyer|dialyse|\bssr\b|convalesc|reeduc|readapt"
)
RECEIVES = re.compile(r"(hopital|groupe hospitalier|centre hospitalier)\b")
# The source puts these two at the edge of their arrondissement or street: placed by a street beside them.
MISPLACED_HOSPITALS = {
    "trousseau": "avenue du docteur arnold netter",
    "hosp saint joseph": "rue pierre larousse",
}
MODES = {"Metro": "metro", "RER": "rer", "Train": "train", "Tramway": "tramway"}
# Arrondissement town halls no bike station is named after, by their public street address.
TOWN_HALLS_BY_STREET = {
    "75005": ("Mairie du 5e", "place du pantheon"),
    "75006": ("Mairie du 6e", "place saint sulpice"),
    "75013": ("Mairie du 13e", "place d italie"),
    "75017": ("Mairie du 17e", "rue des batignolles"),
}
NO_LONGER_TOWN_HALLS = frozenset({"75002", "75004"})  # since 2020 the first four share the hall of the 3rd


def station_rows(table: list[dict], area: Area, accents: Accents) -> list[Row]:
    """One row per station: the metro, RER and train halves of one name within 600 m are one place."""
    rows: list[Row] = []
    for found in sorted(table, key=lambda row: "Metro" not in row["modes"]):
        name, also = _station_name(found["name"], accents)
        twin = next((row for row in rows if _same(row, name, found["lat"], found["lon"])), None)
        modes = "/".join(MODES[mode] for mode in MODES if mode in found["modes"].split("/"))
        if twin:
            twin.also = ";".join(sorted({*filter(None, twin.also.split(";")), *also}))
            continue
        code, city = area.at(found["lat"], found["lon"])
        label = _station_label(name, modes)
        weight = {"metro": 3, "rer": 2, "train": 1}.get(modes.split("/")[0], 0)
        postcode = code if city == "Paris" else ""
        aliases = ";".join([name, *also])
        rows.append(Row("station", label, postcode, city, found["lat"], found["lon"], 200, weight, aliases))
    return rows


def _station_name(name: str, accents: Accents) -> tuple[str, list[str]]:
    name = re.sub(r"\bR\.?D\b\.?", "Rive Droite", name)
    name = re.sub(r"\bR\.?G\b\.?", "Rive Gauche", name).replace(" - RER", "")
    inside = re.findall(r"\(([^)]*)\)?", name)
    return accents.restore(re.sub(r"\(.*", "", name)), [accents.restore(part) for part in inside]


def _station_label(name: str, modes: str) -> str:
    if plain(name).startswith("gare "):
        return name
    opening = {"metro": "Métro", "rer": "Gare RER", "train": "Gare", "tramway": "Tramway"}
    return f"{opening.get(modes.split('/')[0], 'Gare')} {name}"


def _same(row: Row, name: str, lat: float, lon: float) -> bool:
    ours, theirs = (" ".join(map(squeezed, words(text))) for text in (row.also.split(";")[0], name))
    return ours == theirs and metres_between(row.lat, row.lon, lat, lon) < 600


def hospital_rows(table: list[dict], area: Area, accents: Accents, streets: list[Row]) -> list[Row]:
    """Weight 3: a hospital to send someone to; 0: a clinic or specialised house; day centres left out."""
    rows: dict[tuple, Row] = {}
    for found in table:
        if any(word in found["category"] for word in LEFT_OUT) or re.match(r"CMP|CATTP", found["name"]):
            continue
        code, city = area.at(found["lat"], found["lon"])
        if not city:
            continue
        row = _hospital(found, code, city, accents)
        _put_on_its_street(row, streets)
        key = (plain(row.name), city)
        if key not in rows or rows[key].weight < row.weight:
            rows[key] = row
    return list(rows.values())


def _hospital(found: dict, code: str, city: str, accents: Accents) -> Row:
    name = _hospital_name(found["name"], accents)
    real = any(word in found["category"] for word in REAL) and not NOT_FOR_ARRIVALS.search(plain(name))
    weight = (3 if RECEIVES.match(plain(name)) else 1) if real else _weight_of_the_rest(plain(name))
    postcode = code if city == "Paris" else found["postcode"]
    initials = re.findall(r"\b(?:HEGP|CHU|CHI|CHS|CHNO)\b", found["name"].replace("BROUSSAIS-HEGP", ""))
    halves = _halves(name)
    bare = re.sub(r"^Hôpital ", "", name)
    also = ";".join([*initials, *halves, *([bare] if bare != name else [])])
    weight -= bool(halves)
    return Row("hospital", name, postcode, city, found["lat"], found["lon"], 250, weight, also)


def _halves(name: str) -> list[str]:
    """A joint hospital is known by either name ("Groupe Hospitalier Lariboisière-Fernand Widal")."""
    joint = re.fullmatch(r"Groupe Hospitalier (.+?)\s*[-/]\s*(.+)", name)
    halves = [half for half in joint.groups() if plain(half) not in ("saint", "sainte")] if joint else []
    return halves if len(halves) == 2 else []


def _weight_of_the_rest(name: str) -> int:
    return 0 if re.match(r"hopital (?!de jour)|centre hosp", name) else -3


def _hospital_name(name: str, accents: Accents) -> str:
    name = re.sub(r"\(\s*AP-?\s*HP\s*\)|AP-\s?HP|\bHEGP\b|\"", " ", name)
    name = re.sub(r"\b(GPE|GRPE|GROUPE) HOSP\w*\.?", "GROUPE HOSPITALIER", name)
    name = re.sub(r"\bHOP\.?\b", "HOPITAL", name)
    for short, whole in (("CTRE", "CENTRE"), ("STE", "SAINTE"), ("ST", "SAINT"), ("CHIRURG", "CHIRURGICALE"),
                         ("LARIBOISERE", "LARIBOISIERE"), ("CHI", "CENTRE HOSPITALIER INTERCOMMUNAL"),
                         ("CH", "CENTRE HOSPITALIER"), ("CHNO", "CENTRE HOSPITALIER NATIONAL"),
                         ("CHU", "CENTRE HOSPITALIER UNIVERSITAIRE")):  # fmt: skip
        name = re.sub(rf"\b{short}\b\.?", whole, name)
    return accents.restore(name.upper())


def _put_on_its_street(row: Row, streets: list[Row]) -> None:
    for part, street in MISPLACED_HOSPITALS.items():
        if part in plain(row.name).replace("hospitalier", "hosp") and row.city == "Paris":
            found = _street(streets, street, "")
            if found:
                row.lat, row.lon, row.radius_m = found.lat, found.lon, 500


def _street(streets: list[Row], name: str, postcode: str) -> Row | None:
    return next(
        (row for row in streets if core(row.name) == core(name) and row.city == "Paris"
         and street_type(row.name) == street_type(name)
         and postcode in ("", row.postcode)), None)  # fmt: skip


def town_hall_rows(sites: list[Row], streets: list[Row]) -> list[Row]:
    """Paris by bike stations named after the hall or by its street; elsewhere bike stations only."""
    rows = [_town_hall(row) for row in sites if row.kind == "town_hall" and _is_town_hall(row)]
    for postcode, (name, street) in TOWN_HALLS_BY_STREET.items():
        found = _street(streets, street, postcode)
        if found:
            rows.append(Row("town_hall", name, postcode, "Paris", found.lat, found.lon, 250, 2))
    return rows


def _is_town_hall(row: Row) -> bool:
    folded = plain(row.name)
    if row.city == "Paris":
        return folded.startswith("mairie du") and row.postcode not in NO_LONGER_TOWN_HALLS
    return "quartier" not in folded and "ancienne" not in folded


def _town_hall(row: Row) -> Row:
    name = re.sub(r"(\d+)[èe]me", r"\1e", row.name, flags=re.IGNORECASE)
    if plain(name) in ("mairie", "hotel de ville"):
        name = f"Mairie de {row.city}".replace("de Les ", "des ").replace("de Le ", "du ")
    return Row("town_hall", name, row.postcode, row.city, row.lat, row.lon, 200, 2, "mairie;hotel de ville")
