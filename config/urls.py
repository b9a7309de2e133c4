"""Every address. Pages carry their language; the API and the probes do not."""

from allauth.account.views import change_phone, verify_phone
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from accounts.web.views import no_password
from config.middleware import live
from config.ready import ready
from crisis.ground.web.worker import manifest, service_worker

urlpatterns = [
    path("live", live, name="live"),
    path("ready", ready, name="ready"),
    path("api/", include("config.api")),
    path("hooks/", include("accounts.web.hook_urls")),
    path("hooks/", include("crisis.texting.web.urls")),
    path("sw.js", service_worker, name="service_worker"),
]
urlpatterns += i18n_patterns(
    path("manifest.webmanifest", manifest, name="manifest"),
    path("", include("crisis.activation.web.urls")),
    path("", include("crisis.shelter.web.urls")),
    path("", include("crisis.search.web.urls")),
    path("", include("crisis.search.posters.web.urls")),
    path("", include("crisis.checkin.web.urls")),
    path("", include("crisis.checkin.asks.web.urls")),
    path("", include("crisis.moderation.web.urls")),
    path("", include("crisis.livemap.web.urls")),
    path("", include("matching.web.urls")),
    path("", include("accounts.web.urls")),
    path("desk/", include("crisis.activation.web.desk_urls")),
    path("desk/", include("crisis.closures.web.desk_urls")),
    path("desk/", include("crisis.shelter.web.desk_urls")),
    path("desk/", include("crisis.search.lists.web.urls")),
    path("desk/", include("crisis.search.pfif.web.desk_urls")),
    path("desk/", include("crisis.desk.web.urls")),
    path("desk/", include("matching.web.desk_urls")),
    path("account/password/<path:rest>", no_password, name="no_password"),
    path("account/reauthenticate/", no_password),
    # allauth has these only where a number is asked for at sign-up.
    path("account/phone/verify/", verify_phone, name="account_verify_phone"),
    path("account/phone/change/", change_phone, name="account_change_phone"),
    path("account/", include("allauth.account.urls")),
)
