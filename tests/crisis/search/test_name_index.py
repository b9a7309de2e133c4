"""The index of names: written with its record, asked the same whatever is found, forgotten with the last who had it."""

import time
from datetime import timedelta
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from crisis.search import evaluating, name_index
from crisis.search.actions.showing import hide_search
from crisis.search.looking import by_name
from crisis.search.models import NameSpelling, NameWord, PublicSearchKey, Search, SearchKey
from crisis.search.name_index import forget_words, learn
from crisis.search.public_copy import PUBLIC
from matching.engine.names import Asked, fold, word_entry
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    [
        "Belkacem Farid",
        "Farid Belkasem",
        "فريد بلقاسم",
        "Фарид Белкасем",
        "Faridbelkacem",
        "F. Belkacem",
        "Farid",
    ],
)
def test_a_search_is_found_however_its_name_is_written(typed):
    crisis = cast.active_crisis()
    search = cast.esma_searches(crisis, public=True)
    cast.esma_searches(crisis, public=True, given_name="Nadia", family_name="Kowalski")
    assert [copy.search_id for copy in by_name(crisis, typed)] == [search.pk]


def test_who_is_hidden_costs_what_nobody_costs_and_changes_no_answer():
    crisis = cast.active_crisis()
    told = []
    for prepare in (lambda: None, lambda: hide(cast.esma_searches(crisis, public=True))):
        prepare()
        with CaptureQueriesContext(connection) as asked:
            answer = by_name(crisis, "Farid Belkasem")
        told.append((answer, len(asked)))
    assert told[0] == told[1]


def hide(search: Search) -> None:
    hide_search(search=search, origin=cast.at_the_desk(search.crisis.declared_by), at=cast.now())
    assert not PublicSearchKey.objects.exists() and SearchKey.objects.exists()


def test_words_are_kept_once_and_go_some_days_after_the_last_who_had_them():
    crisis = cast.active_crisis()
    searches = [cast.esma_searches(crisis, public=True) for _each in range(2)]
    assert NameWord.objects.filter(text="belkacem").count() == 1
    for search in searches:
        SearchKey.objects.filter(search=search).delete()
        PublicSearchKey.objects.filter(copy__search=search).delete()
    assert forget_words() == 0
    NameWord.objects.update(seen_on=cast.now().date() - timedelta(days=9))
    forget_words()
    assert not NameWord.objects.exists() and not NameSpelling.objects.exists()


def test_where_too_many_words_have_the_same_consonants_those_alike_in_more_are_compared(monkeypatch):
    crisis = cast.active_crisis()
    typed = fold("Karimov")
    for family in ("Karilov", *(f"K{a}r{b}m{c}v" for a in "aeo" for b in "ou" for c in "aei")):
        cast.esma_searches(crisis, public=True, family_name=family)
    monkeypatch.setattr(name_index, "MOST_WORDS", 1)
    assert name_index.alike_words(PUBLIC, crisis.pk, [Asked.of(typed)])["karimov"].keys() == {"karilov"}


def test_a_short_word_typed_as_it_is_comes_before_all_that_is_like_a_long_one(monkeypatch):
    crisis = cast.active_crisis()
    for family in ("Li", "Belkasem", "Belkassem"):
        cast.esma_searches(crisis, public=True, family_name=family)
    monkeypatch.setattr(name_index, "MOST_WORDS", 1)
    assert "li" in name_index.alike_words(PUBLIC, crisis.pk, [Asked.of(fold("Belkacem Li"))])


@pytest.mark.django_db(transaction=True)
@pytest.mark.distributed  # SQLite has one writer: nobody comes between
def test_a_word_that_is_forgotten_while_somebody_with_that_name_comes_is_learnt_again():
    NameWord.objects.create(id=word_entry("amira"), text="amira", seen_on=cast.now() - timedelta(days=9))
    coming = Thread(target=_apart, args=(learn, ["amira"]))
    with transaction.atomic():
        forget_words()
        coming.start()
        time.sleep(0.5)  # it has read the word, and waits for it
    coming.join()
    assert NameWord.objects.get().text == "amira" and NameSpelling.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.distributed  # SQLite has one writer: nobody comes between
def test_a_word_that_somebody_just_takes_up_is_not_forgotten():
    NameWord.objects.create(id=word_entry("amira"), text="amira", seen_on=cast.now() - timedelta(days=9))
    with transaction.atomic():
        learn(["amira"])
        sweep = Thread(target=_apart, args=(forget_words,))
        sweep.start()
        sweep.join(2)
        assert not sweep.is_alive(), "it waits for nobody"
    sweep.join()
    assert NameWord.objects.exists()


@pytest.mark.sqlite_only
def test_whether_a_word_is_still_a_name_is_asked_of_an_index_and_not_of_all_names():
    with CaptureQueriesContext(connection) as asked:
        forget_words()
    [old] = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {old}")
        steps = [row[-1] for row in cursor.fetchall()]
    assert [step.split()[1] for step in steps if step.startswith("SCAN")] == ["crisis_nameword"]


def _apart(work, *of) -> None:
    with transaction.atomic():
        work(*of)
    connection.close()


def test_a_list_is_judged_through_the_search_of_the_site(tmp_path):
    (tmp_path / "r.csv").write_bytes(
        "\ufeffID;Name\r\n1;Amira Haddad\r\n2;\r\n1;Amira B. Haddad\r\n3;".encode()
        + "Zoë Müller".encode()
        + b"\r\n4;" + b"very long name " * 60 + b"\r\n6;" + "\u200fمحمد علي".encode() + b"\r\n"
    )  # fmt: skip
    (tmp_path / "q.csv").write_text(
        "query,id\nHadad Amira,1\nZoe Muller,3\nMohamed Ali,6\n,1\nNobody Here,9\n"
    )
    figures = evaluating.evaluate(tmp_path / "r.csv", tmp_path / "q.csv", at=cast.now())
    assert (figures.records, figures.skipped, figures.queries, figures.unknown) == (5, 1, 5, 1)
    assert figures.recall == {1: 0.6, 5: 0.6, 10: 0.6}


def test_a_list_that_knows_ages_is_asked_with_them(tmp_path):
    (tmp_path / "r.csv").write_text("id,name,age\n1,Amira Haddad,62\n2,Amira Haddad,31\n3,Zoe Muller,\n")
    (tmp_path / "q.csv").write_text("query,id,age\nAmira Hadad,1,60-64\nAmira Hadad,2,30\nZoe Mueller,3,?\n")
    assert evaluating.evaluate(tmp_path / "r.csv", tmp_path / "q.csv", at=cast.now()).recall[1] == 1


def test_a_list_without_the_columns_is_refused_in_words(tmp_path):
    (tmp_path / "r.csv").write_text("name\nAmira\n")
    with pytest.raises(evaluating.Unreadable, match="no column id"):
        list(evaluating.read(tmp_path / "r.csv", "id", "name"))
    (tmp_path / "r.csv").write_text("id,name\n1,Amira\n")
    with pytest.raises(CommandError, match="there is no file"):
        call_command("evaluate_search", str(tmp_path / "r.csv"), str(tmp_path / "gone.csv"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", "empty"),
        (b"number,who\n1,Amira\n", "no column id, name"),
        (b"id,name\n", "no rows"),
        ("id,name\n1,Am\u00e9lie\n".encode("latin-1"), "UTF-8"),
        ("id,name\n1,Amira\n".encode("utf-16"), "UTF-8"),
    ],
)
def test_whoever_gives_another_kind_of_file_is_told_why_before_anything_is_loaded(tmp_path, written, said):
    (tmp_path / "r.csv").write_bytes(written)
    (tmp_path / "q.csv").write_text("query,id\nAmira,1\n")
    with pytest.raises(CommandError, match=said):
        call_command("evaluate_search", str(tmp_path / "r.csv"), str(tmp_path / "q.csv"))
