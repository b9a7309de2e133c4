"""With whom I cut contact, and taking it back: by a poster's link, or signed in. Never who cut contact with me."""

from rest_framework.response import Response

from accounts.origin import Door, Origin
from accounts.people.blocking import unblock
from crisis.activation.clock import database_now
from crisis.ground.api.describing import operation
from matching.api.held import ME, MyOwn, Posters
from matching.api.own import ENTRANCE
from matching.api.serializers import CutSerializer
from matching.held import contacts_cut

CUTS = CutSerializer(many=True)
BY_LINK = (*ENTRANCE, "posted_signed_in")


class OwnCuts(Posters):
    @operation(
        "list_own_contacts_cut", about="With whom I cut contact", answer=CUTS, tag="own", refuses=BY_LINK
    )
    def get(self, request, **_path):
        return Response(CutSerializer(contacts_cut(self.poster()), many=True).data)


class OwnCut(Posters):
    @operation(
        "restore_own_contact", about="Allow contact again; what had ended stays ended", status=204, tag="own",
        refuses=BY_LINK,
    )  # fmt: skip
    def delete(self, request, block, **_path):
        unblock(by=self.poster(), public_id=block, origin=self.origin(), at=database_now())
        return Response(status=204)


class MyCuts(MyOwn):
    @operation(
        "list_my_contacts_cut", about="With whom I cut contact, signed in", answer=CUTS, tag="own",
        refuses=ME[:4],
    )  # fmt: skip
    def get(self, request, **_path):
        return Response(CutSerializer(contacts_cut(self.person()), many=True).data)


class MyCut(MyOwn):
    @operation(
        "restore_my_contact", about="Allow contact again, signed in", status=204, tag="own",
        refuses=(*ME[:4], "not_there"),
    )  # fmt: skip
    def delete(self, request, block, **_path):
        person = self.person()
        by = Origin(door=Door.API, actor=person)
        unblock(by=person, public_id=block, origin=by, at=database_now())
        return Response(status=204)
