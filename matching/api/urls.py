from django.urls import path

from matching.api import (
    asks,
    contact_wishes,
    contacts_cut,
    desk,
    desk_leads,
    desk_morning,
    desk_needs,
    desk_pairs,
    handshake,
    held,
    mailbox,
    news,
    own,
    views,
)

urlpatterns = [
    path("own", own.OwnPage.as_view(), name="own"),
    path("own/data", held.OwnData.as_view(), name="own-data"),
    path("me/data", held.MyData.as_view(), name="my-data"),
    path("own/contacts-cut", contacts_cut.OwnCuts.as_view(), name="own-contacts-cut"),
    path("own/contacts-cut/<uuid:block>", contacts_cut.OwnCut.as_view(), name="own-contact-cut"),
    path("me/contacts-cut", contacts_cut.MyCuts.as_view(), name="my-contacts-cut"),
    path("me/contacts-cut/<uuid:block>", contacts_cut.MyCut.as_view(), name="my-contact-cut"),
    path("own/news", news.OwnNews.as_view(), name="own-news"),
    path("me/news", news.MyNews.as_view(), name="my-news"),
    path("own/push", news.OwnPush.as_view(), name="own-push"),
    path("own/push/<str:device>", news.OwnDevice.as_view(), name="own-device"),
    path("me/push", news.MyPush.as_view(), name="my-push"),
    path("me/push/<str:device>", news.MyDevice.as_view(), name="my-device"),
    path("own/mailbox", mailbox.Mailbox.as_view(), name="own-mailbox"),
    path("own/contact-wishes/<uuid:note>", contact_wishes.OwnWish.as_view(), name="own-contact-wish"),
    path(
        "own/contact-wishes/<uuid:note>/messages",
        contact_wishes.WishMessages.as_view(),
        name="own-contact-messages",
    ),
    path("own/ask-again", asks.AskAgain.as_view(), name="own-ask-again"),
    path("own/people", asks.MorePeople.as_view(), name="own-people"),
    path("own/people/<int:number>", asks.OnePerson.as_view(), name="own-person"),
    path("own/appointment", asks.Appointment.as_view(), name="own-appointment"),
    path("own/appointment/here", asks.IAmHere.as_view(), name="own-appointment-here"),
    path("own/appointment/later", asks.AskLater.as_view(), name="own-appointment-later"),
    path("own/relatives", own.Relatives.as_view(), name="own-relatives"),
    path("own/parts/<uuid:part>/link", own.OtherPartLink.as_view(), name="own-part-link"),
    path("own/new-link", own.NewLink.as_view(), name="own-new-link"),
    path("own/verify", own.Verify.as_view(), name="own-verify"),
    path("own/verify/send", own.SendCode.as_view(), name="own-verify-send"),
    *(path(f"own/{verb}", view.as_view(), name=f"own-{verb}") for verb, view in own.VERBS.items()),
    path("own/matches/<uuid:match>/messages", handshake.Messages.as_view(), name="match-messages"),
    path("own/matches/<uuid:match>/cut-contact", handshake.CutContact.as_view(), name="match-cut-contact"),
    path("own/matches/<uuid:match>/report", handshake.ReportOther.as_view(), name="match-report"),
    *(
        path(f"own/matches/<uuid:match>/{verb}", view.as_view(), name=f"match-{verb}")
        for verb, view in handshake.VERBS.items()
    ),
    path("crises/<slug:slug>/changes", views.Changes.as_view(), name="changes"),
    path("crises/<slug:slug>/desk/changes", views.DeskChanges.as_view(), name="desk-changes"),
    path("crises/<slug:slug>/desk/leads", desk_leads.DeskLeads.as_view(), name="desk-leads"),
    *(
        path(f"crises/<slug:slug>/desk/leads/<uuid:lead>/{verb}", view.as_view(), name=f"desk-lead-{verb}")
        for verb, view in desk_leads.VERBS.items()
    ),
    path(
        "crises/<slug:slug>/desk/searches/<uuid:search>/linked",
        desk_pairs.DeskLinked.as_view(),
        name="desk-linked",
    ),
    path(
        "crises/<slug:slug>/desk/searches/<uuid:search>/compare/<uuid:other>",
        desk_pairs.DeskPair.as_view(),
        name="desk-pair",
    ),
    *(
        path(
            f"crises/<slug:slug>/desk/searches/<uuid:search>/compare/<uuid:other>/{verb}",
            view.as_view(),
            name=f"desk-pair-{verb}",
        )
        for verb, view in desk_pairs.VERBS.items()
    ),
    path("crises/<slug:slug>/desk/morning", desk_morning.DeskMorning.as_view(), name="desk-morning"),
    path(
        "crises/<slug:slug>/desk/needs/<uuid:need>/why", desk_needs.WhyItWaits.as_view(), name="desk-need-why"
    ),
    path(
        "crises/<slug:slug>/desk/needs/<uuid:need>/second-yes",
        desk_needs.AskSecond.as_view(),
        name="desk-second-yes",
    ),
    path(
        "crises/<slug:slug>/desk/needs/<uuid:need>/second-yes/say",
        desk_needs.SaySecond.as_view(),
        name="desk-second-yes-say",
    ),
    path(
        "crises/<slug:slug>/desk/needs/<uuid:need>/close",
        desk_needs.CloseNeed.as_view(),
        name="desk-need-close",
    ),
    path(
        "crises/<slug:slug>/desk/offers/<uuid:offer>/pause",
        desk_needs.PauseOffer.as_view(),
        name="desk-offer-pause",
    ),
    path(
        "crises/<slug:slug>/desk/offers/<uuid:offer>/withdraw",
        desk_needs.WithdrawOffer.as_view(),
        name="desk-offer-withdraw",
    ),
    path(
        "crises/<slug:slug>/desk/needs/<uuid:need>/take", desk_needs.TakeNeed.as_view(), name="desk-need-take"
    ),
    path(
        "crises/<slug:slug>/desk/needs/<uuid:need>/divide",
        desk_needs.DivideNeed.as_view(),
        name="desk-divide",
    ),
    path(
        "crises/<slug:slug>/desk/offers/<uuid:offer>/check", desk_needs.CheckHost.as_view(), name="desk-check"
    ),
    path("crises/<slug:slug>/desk/matches", desk.DeskMatches.as_view(), name="desk-matches"),
    *(
        path(
            f"crises/<slug:slug>/desk/matches/<uuid:match>/{verb}", view.as_view(), name=f"desk-match-{verb}"
        )
        for verb, view in desk.VERBS.items()
    ),
]
