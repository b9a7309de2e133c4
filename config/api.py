"""The REST API's addresses, version by version."""

urlpatterns = []
