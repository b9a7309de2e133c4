"""In touch with who wrote a note: the family's yes or no, and messages either way. No number is shown."""

from django.utils.translation import gettext_lazy as _

from accounts.throttle import network_of, throttle
from crisis.search.contact.actions import judge_wish, pass_on, take_back_wish
from crisis.search.contact.models import ContactWish
from crisis.search.contact.queries import wish_of
from crisis.search.models import Note
from matching.web.asked import Asked, Verb


def judge(agreed: bool, words) -> Verb:
    def verb(asked: Asked):
        judge_wish(wish=_of_family(asked), agreed=agreed, **asked.by)
        return words

    return verb


def write_as_family(asked: Asked):
    return _write(asked, _of_family(asked))


def write_as_author(asked: Asked):
    return _write(asked, wish_of(asked.opened.posted))


def take_back(asked: Asked):
    take_back_wish(wish=wish_of(asked.opened.posted), **asked.by)
    return _("Taken back. Nothing more is passed on, and the messages are deleted.")


def _of_family(asked: Asked) -> ContactWish:
    notes = Note.objects.filter(search=asked.opened.posted)
    said = asked.request.POST.get("note", "")
    return wish_of(next((each for each in notes if str(each.public_id) == said), None))


def _write(asked: Asked, wish: ContactWish):
    throttle("message", network_of(asked.request))
    pass_on(wish=wish, writer=asked.opened.person, text=asked.request.POST.get("text", ""), **asked.by)
    return _("Your message is passed on.")


FAMILY: dict[str, Verb] = {
    "contact-yes": judge(True, _("We tell them that you want to be in touch. Write to them here.")),
    "contact-no": judge(False, _("Nothing is passed on between you and them. They are not told.")),
    "contact-write": write_as_family,
}
AUTHOR: dict[str, Verb] = {"contact-write": write_as_author, "contact-stop": take_back}
