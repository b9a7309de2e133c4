"""A refresh of the desk's map at 20,000 doors, against sending every door as GeoJSON.

.venv/bin/python bench/bench_livemap.py [doors]: a database of its own, thrown away. Prints medians of 9 runs.
"""

import gzip
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
RUNS = 9
CENTRE, HALF_WIDTH = (48.8566, 2.3522), 0.17  # of a desk's map at zoom 12, degrees


def main(doors: int) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-livemap-") as directory:
        os.environ |= {"VAR_DIR": directory, "DATABASE_URL": f"sqlite:///{directory}/db.sqlite3"}
        os.environ.pop("REDIS_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.ALLOWED_HOSTS.append("testserver")
        call_command("migrate", verbosity=0, skip_checks=True)
        compare(doors)


def compare(doors: int) -> None:
    from django.test import Client
    from django.urls import reverse

    from accounts.journal.sequence import sequence
    from tests import cast
    from tests.crisis.livemap.crowd import crowd

    crisis, client = cast.active_crisis(), Client()
    client.force_login(crisis.declared_by)
    crowd(crisis, doors)
    sequence()
    layer = reverse("desk_layer", args=[crisis.slug, "doors"]) + "?"
    tag = client.get(layer)["ETag"]
    print(f"{doors} doors")
    naive = measured("every door as GeoJSON", lambda: all_rows(crisis))
    for zoom in (10, 12, 14, 17):
        shown = measured(
            f"one layer, zoom {zoom}", lambda zoom=zoom: client.get(layer + view_at(zoom)).content
        )
        print(
            f"    {naive[0] / shown[0]:.1f} times faster, {naive[1] / shown[1]:.0f} times smaller on the wire"
        )
    measured("nothing new (304)", lambda: client.get(layer, headers={"If-None-Match": tag}).content)
    measured("public cells", lambda: client.get(reverse("doors_json", args=[crisis.slug])).content)


def view_at(zoom: int) -> str:
    (lat, lon), half = CENTRE, HALF_WIDTH * 2.0 ** (12 - zoom)
    return f"zoom={zoom}&bbox={lon - half},{lat - half / 2},{lon + half},{lat + half / 2}"


def all_rows(crisis) -> bytes:
    """What a map without clustering asks for; the exact points are why it may not."""
    from crisis.shelter.models import Offer

    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [offer.place.lon, offer.place.lat]},
            "properties": {"id": str(offer.public_id), "state": offer.state, "places": offer.places_left},
        }
        for offer in Offer.objects.filter(crisis=crisis).select_related("place")
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def measured(name: str, answer) -> tuple[float, int]:
    """(median milliseconds, gzipped bytes) of `answer()`, printed with its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        size = len(gzip.compress(answer(), 6))
    queries = [query["sql"] for query in asked]  # before another request empties the log
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        answer()
        times.append((time.perf_counter() - start) * 1000)
    median = statistics.median(times)
    of_layer = sum("crisis_offer" in sql or "crisis_publicoffer" in sql for sql in queries)
    print(
        f"{name:24} {median:8.1f} ms {size / 1000:8.1f} KB gz, {len(queries)} queries, {of_layer} of the layer"
    )
    return median, size


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
