"""Official shelters: entered, counted by several people at once, and imported from whatever a town hall sends."""

import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.errors import Invalid
from crisis.shelter.actions.official import change_shelter, enter_shelter
from crisis.shelter.drafts import ShelterDraft
from crisis.shelter.intake import MOST_ROWS, decode, read_shelters
from crisis.shelter.models import OfficialShelter
from tests import cast
from tests.crisis.desk.desk_cast import signed_in

pytestmark = pytest.mark.django_db

LIST = """name,address,capacity,occupied,step_free,pets,key
Gymnase Japy,2 rue Japy 75011,200,35,yes,no,japy
Mairie du 10e,72 rue du Faubourg Saint-Martin 75010,80,,oui,,mairie10
Nowhere,xqzzk wpplv,50,,,,nowhere
Lieu sans nombre,rue Oberkampf 75011,beaucoup,,,,
"""


@pytest.fixture
def paris():
    return cast.active_crisis()


@pytest.fixture
def client(paris):
    return signed_in(paris.declared_by)


def a_file(text):
    return SimpleUploadedFile("list.csv", text.encode())


def read_then_enter(client, paris, text):
    path = reverse("desk_shelters_import", args=[paris.slug])
    reading = client.post(path, {"file": a_file(text), "source": "town hall"})
    client.post(path, {"text": reading.context["text"], "source": "town hall"})
    return reading.context["reading"]


def outcomes(reading):
    return [row.outcome for row in reading.rows]


def test_a_file_is_shown_before_anything_is_entered(client, paris):
    path = reverse("desk_shelters_import", args=[paris.slug])
    page = client.post(path, {"file": a_file(LIST)})
    assert outcomes(page.context["reading"]) == ["entered", "entered", "refused", "refused"]
    assert "This address is not known" in page.content.decode() and "beaucoup" in page.content.decode()
    assert not OfficialShelter.objects.exists()


def test_the_good_rows_are_entered_and_the_same_file_again_changes_nothing(client, paris):
    read_then_enter(client, paris, LIST)
    japy = OfficialShelter.objects.get(key="japy")
    assert (japy.capacity, japy.occupied, japy.step_free, japy.origin_source) == (200, 35, True, "town hall")
    assert OfficialShelter.objects.count() == 2
    assert outcomes(read_then_enter(client, paris, LIST)) == ["known", "known", "refused", "refused"]


def test_a_list_without_occupancy_keeps_what_was_counted_at_the_door(client, paris):
    read_then_enter(client, paris, LIST)
    read_then_enter(client, paris, "nom;adresse;capacité;id\nGymnase Japy;2 rue Japy 75011;220;japy\n")
    japy = OfficialShelter.objects.get(key="japy")
    assert (japy.capacity, japy.occupied, japy.step_free) == (220, 35, True)


@pytest.mark.parametrize(
    "text",
    [
        "Nom du site;Adresse;Nombre de places\nGymnase Japy;2 rue Japy 75011;200\n",
        "SITE\tLATITUDE\tLongitude\tCapacité\nGymnase Japy\t48,8567\t2,3801\t200\n",
        "\ufeffshelter|lat|lng|beds\nGymnase Japy|48.8567|2.3801|200\n",
        '"name","address","capacity"\n"Gymnase Japy","2 rue Japy, 75011 Paris","200"\n',
    ],
)
def test_whatever_the_headings_are_called_they_are_understood(paris, text):
    reading = read_shelters(decode(text.encode()), crisis=paris)
    assert outcomes(reading) == ["entered"]
    place = reading.rows[0].draft.place
    assert abs(place.lat - 48.857) < 0.005 and abs(place.lon - 2.379) < 0.005


def test_an_old_spreadsheet_s_accents_are_read(paris):
    content = "nom;adresse;capacité\nGymnase Jaurès;2 rue Japy 75011;200\n".encode("cp1252")
    assert read_shelters(decode(content), crisis=paris).rows[0].name == "Gymnase Jaurès"


def test_a_district_is_no_place_to_send_people_to(paris):
    reading = read_shelters("name,address,capacity\nGymnase,75011,10\n", crisis=paris)
    assert outcomes(reading) == ["refused"] and "lat and lon" in reading.rows[0].errors[0]


def test_the_same_shelter_twice_in_one_file_is_entered_once(paris):
    text = "name,lat,lon,capacity\nJapy,48.8567,2.3801,10\nJapy,48.8567,2.3801,20\n"
    assert outcomes(read_shelters(text, crisis=paris)) == ["entered", "refused"]


def test_a_shelter_entered_by_hand_is_not_entered_a_second_time_by_a_list(client, paris):
    told = {"name": "Gymnase Japy", "where": "2 rue Japy 75011", "capacity": "200", "state": "open"}
    client.post(reverse("desk_shelters", args=[paris.slug]), told)
    reading = read_then_enter(client, paris, LIST)
    assert (
        outcomes(reading)[0] == "refused" and OfficialShelter.objects.filter(name="Gymnase Japy").count() == 1
    )


@pytest.mark.parametrize(
    "row", ["Japy,91,2,10", "Japy,48.8,nan,10", "Japy,inf,2,10", "Japy,48.8,2.3,-1", "Japy,1,1,10"]
)
def test_a_row_that_makes_no_sense_is_refused_with_its_reason(paris, row):
    reading = read_shelters(f"name,lat,lon,capacity\n{row}\n", crisis=paris)
    assert outcomes(reading) == ["refused"] and reading.rows[0].errors


def test_an_error_names_the_column_as_the_file_calls_it_and_what_is_expected(paris):
    text = "Nom;Adresse;Capacité\n;2 rue Japy 75011;beaucoup\nJapy;xqzzk wpplv;10\n"
    nameless, nowhere = read_shelters(text, crisis=paris).rows
    assert nameless.number == 2 and len(nameless.errors) == 2
    assert nameless.errors[0].startswith("Column “Nom”: Give the shelter its name")
    assert nameless.errors[1] == (
        "Column “Capacité”: “beaucoup” is not a number of people. Write digits only, such as 200."
    )
    assert nowhere.errors == [
        "Column “Adresse”: This address is not known. Write number, street and postcode, or add lat and lon."
    ]


def test_two_numbers_in_the_address_are_a_point(paris):
    row = read_shelters('name,address,capacity\nJapy,"48.8567, 2.3801",10\n', crisis=paris).rows[0]
    assert row.outcome == "entered" and (row.draft.place.lat, row.draft.place.lon) == (48.8567, 2.3801)


def test_refused_rows_are_kept_to_be_corrected_and_read_again(client, paris):
    path = reverse("desk_shelters_import", args=[paris.slug])
    left = client.post(path, {"text": LIST, "source": "town hall", "step": "enter"}).context
    assert OfficialShelter.objects.count() == 2
    assert [row.name for row in left["reading"].rows] == ["Nowhere", "Lieu sans nombre"]
    mended = left["text"].replace("xqzzk wpplv", "3 rue Japy 75011").replace("beaucoup", "40")
    again = client.post(path, {"text": mended, "source": "town hall", "step": "read"}).context
    assert outcomes(again["reading"]) == ["entered", "entered"] and OfficialShelter.objects.count() == 2
    assert client.post(path, {"text": mended, "step": "enter"}).status_code == 302
    assert OfficialShelter.objects.count() == 4


@pytest.mark.parametrize("text", ["", "hello\n", "name,address\nJapy,x\n", "name,capacity\nJapy,1\n"])
def test_a_file_without_its_headings_is_refused_whole(paris, text):
    with pytest.raises(Invalid):
        read_shelters(text, crisis=paris)


def test_a_file_too_large_or_too_long_is_refused(paris):
    with pytest.raises(Invalid):
        decode(b"x" * 300_001)
    with pytest.raises(Invalid):
        read_shelters("name,lat,lon,capacity\n" + "a,48.8,2.3,1\n" * (MOST_ROWS + 1), crisis=paris)


def test_one_more_inside_is_one_tap_and_never_more_than_it_takes(client, paris):
    read_then_enter(client, paris, "name,lat,lon,capacity,occupied,key\nJapy,48.8567,2.3801,3,2,japy\n")
    japy = OfficialShelter.objects.get()
    path = reverse("desk_occupancy", args=[paris.slug, japy.public_id])
    for told in ({"by": "1"}, {"by": "1"}, {"occupied": "4"}, {"occupied": "-1"}, {"by": "-10"}):
        client.post(path, told)
    japy.refresh_from_db()
    assert japy.occupied == 3
    client.post(path, {"occupied": "0"})
    japy.refresh_from_db()
    assert japy.occupied == 0


def test_mending_a_name_leaves_what_was_counted_meanwhile(client, paris):
    read_then_enter(client, paris, "name,lat,lon,capacity,occupied,key\nJapy,48.8567,2.3801,90,10,japy\n")
    japy = OfficialShelter.objects.get()
    path = reverse("desk_shelter", args=[paris.slug, japy.public_id])
    form = client.get(path).context["form"]
    client.post(reverse("desk_occupancy", args=[paris.slug, japy.public_id]), {"occupied": "60"})
    told = {name: value for name, value in form.initial.items() if value is not None}
    client.post(path, told | {"name": "Gymnase Japy", "occupied": "10"})
    japy.refresh_from_db()
    assert (japy.name, japy.occupied) == ("Gymnase Japy", 60)


def test_the_count_of_a_change_that_says_the_same_as_was_read_is_not_written(paris):
    draft = ShelterDraft(place=cast.place(), name="Japy", capacity=90, occupied=10)
    origin = cast.at_the_desk(paris.declared_by)
    japy = enter_shelter(crisis=paris, draft=draft, origin=origin, at=cast.now())
    OfficialShelter.objects.update(occupied=60)  # somebody counts, between reading and writing
    change_shelter(shelter=japy, draft=replace(draft, name="Gymnase Japy"), origin=origin, at=cast.now())
    assert (japy.name, japy.occupied) == ("Gymnase Japy", 60)


def test_a_shelter_is_entered_by_hand_and_edited_without_losing_its_place(client, paris):
    told = {"name": "Gymnase Japy", "where": "2 rue Japy 75011", "capacity": "200", "state": "open"}
    client.post(reverse("desk_shelters", args=[paris.slug]), told)
    japy = OfficialShelter.objects.get()
    page = client.get(reverse("desk_shelter", args=[paris.slug, japy.public_id]))
    kept = {name: page.context["form"][name].value() for name in ("where", "lat", "lon")}
    client.post(reverse("desk_shelter", args=[paris.slug, japy.public_id]), told | kept | {"state": "full"})
    again = OfficialShelter.objects.get()
    assert again.state == "full" and (again.lat, again.lon, again.exactness) == (
        japy.lat,
        japy.lon,
        japy.exactness,
    )


def test_the_command_says_what_it_would_do_and_does_it_only_when_asked(paris, tmp_path):
    path, said = tmp_path / "list.csv", io.StringIO()
    path.write_text(LIST)
    call_command("import_shelters", path, crisis=paris.slug, dry_run=True, stdout=said)
    assert "line 2: entered Gymnase Japy" in said.getvalue() and not OfficialShelter.objects.exists()
    call_command("import_shelters", path, crisis=paris.slug, stdout=io.StringIO())
    assert OfficialShelter.objects.count() == 2
    with pytest.raises(CommandError):
        call_command("import_shelters", path, crisis="nowhere")
