from django.urls import include, path

from crisis.desk.web import behind, check_ins, finding, intake, queue, searches, suspending

urlpatterns = [
    path("<slug:slug>/queue/", queue.queue, name="desk_queue"),
    path("<slug:slug>/cases/<uuid:case>/take/", queue.take, name="desk_case_take"),
    path("<slug:slug>/cases/<uuid:case>/hand-over/", queue.hand_over, name="desk_case_hand_over"),
    path("<slug:slug>/cases/<uuid:case>/close/", queue.close, name="desk_case_close"),
    path("<slug:slug>/need/<uuid:need>/take/", queue.take_need, name="desk_need_take"),
    path("<slug:slug>/<str:kind>/<uuid:subject>/note/", queue.note, name="desk_note"),
    path("<slug:slug>/<str:kind>/<uuid:subject>/suspend/", suspending.suspend, name="desk_suspend"),
    path("<slug:slug>/check-ins/", check_ins.listed, name="desk_check_ins"),
    path("<slug:slug>/check-ins/<uuid:check_in>/", check_ins.one, name="desk_check_in"),
    path("<slug:slug>/suspended/", suspending.suspended, name="desk_suspended"),
    path("<slug:slug>/suspended/<uuid:suspension>/lift/", suspending.lift, name="desk_suspension_lift"),
    path("<slug:slug>/intake/need/", intake.NeedIntake.as_view(), name="desk_intake_need"),
    path("<slug:slug>/intake/offer/", intake.OfferIntake.as_view(), name="desk_intake_offer"),
    path("<slug:slug>/intake/search/", searches.SearchIntake.as_view(), name="desk_intake_search"),
    path("<slug:slug>/searches/", searches.listed, name="desk_searches"),
    path("<slug:slug>/searches/<uuid:search>/", searches.one, name="desk_one_search"),
    path("<slug:slug>/searches/<uuid:search>/decide/", searches.decide_search, name="desk_search_decide"),
    path("<slug:slug>/searches/<uuid:search>/move/", searches.move, name="desk_search_move"),
    path("<slug:slug>/searches/<uuid:search>/reveal/", searches.reveal, name="desk_search_reveal"),
    path("<slug:slug>/searches/<uuid:search>/photo.jpg", searches.photo, name="desk_search_photo"),
    path("<slug:slug>/search-notes/<uuid:note>/decide/", searches.decide_note, name="desk_search_note"),
    path("<slug:slug>/search/", finding.find, name="desk_search"),
    path("<slug:slug>/mailbox/", behind.mailbox, name="desk_mailbox"),
    path("<slug:slug>/deliveries/", behind.deliveries, name="desk_deliveries"),
    path("<slug:slug>/deliveries/<int:delivery>/retry/", behind.retry, name="desk_delivery_retry"),
    path("<slug:slug>/keys/", behind.keys, name="desk_keys"),
    path("<slug:slug>/keys/<int:key>/revoke/", behind.revoke_key, name="desk_key_revoke"),
    path("", include("crisis.moderation.web.desk_urls")),
]
