from django.urls import path, re_path

from crisis.livemap.web import desk_map, doors

urlpatterns = [
    path("c/<slug:slug>/doors/", doors.page, name="doors"),
    path("c/<slug:slug>/doors.json", doors.doors_json, name="doors_json"),
    path("c/<slug:slug>/doors.svg", doors.doors_svg, name="doors_svg"),
    # Not "declare": that page's own pattern comes after this one.
    re_path(r"^desk/(?!declare/)(?P<slug>[-a-zA-Z0-9_]+)/$", desk_map.page, name="desk_map"),
    path("desk/<slug:slug>/layers/<slug:name>.json", desk_map.layer_json, name="desk_layer"),
    path("desk/<slug:slug>/counts.json", desk_map.counts_json, name="desk_counts"),
    path("desk/<slug:slug>/waiting/", desk_map.waiting, name="desk_waiting"),
]
