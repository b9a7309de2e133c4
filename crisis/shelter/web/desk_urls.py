from django.urls import path

from crisis.shelter.web import official

urlpatterns = [
    path("<slug:slug>/shelters/", official.shelters, name="desk_shelters"),
    path("<slug:slug>/shelters/import/", official.import_list, name="desk_shelters_import"),
    path("<slug:slug>/shelters/<uuid:shelter>/", official.shelter, name="desk_shelter"),
    path("<slug:slug>/shelters/<uuid:shelter>/occupancy/", official.occupancy, name="desk_occupancy"),
]
