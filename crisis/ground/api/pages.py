"""The pages for developers: the browsable schema and the list of error codes. All of it served by us."""

from functools import cache
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import BaseRenderer, JSONRenderer

from accounts.errors import NotThere
from crisis.ground.api.codes import POINTED, all_codes
from crisis.ground.api.permissions import Anyone
from crisis.ground.api.problems import MEDIA_TYPE, problem

_drawing = Lock()


class Schema(SpectacularAPIView):
    """The same for everybody, in the language of its prose, and drawn once: it takes a second of a core."""

    permission_classes = [Anyone]
    authentication_classes = []
    versioning_class = None

    def _get_schema_response(self, request):
        renderer, _media_type = self.perform_content_negotiation(request, force=True)
        return HttpResponse(
            _drawn(type(renderer)),
            content_type=f"{renderer.media_type}; charset=utf-8",
            headers={"Content-Disposition": f'inline; filename="{self._get_filename(request, None)}"'},
        )


@cache
def _drawn(renderer: type[BaseRenderer]) -> bytes:
    return renderer().render(_schema(), renderer_context={})


def _schema() -> dict:
    with _drawing:  # the library loads its extensions as it draws, and does not bear two threads
        return _draw()


@cache
def _draw() -> dict:
    with translation.override("en"):
        return SchemaGenerator().get_schema(request=None, public=True)


class Docs(SpectacularSwaggerSplitView):
    """Swagger's page; without JavaScript, a plain list of the operations."""

    permission_classes = [Anyone]
    authentication_classes = []
    versioning_class = None
    url_name = "api-schema"
    template_name = "api/docs.html"

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if response.template_name == self.template_name:
            response.data["operations"] = operations()
        return response


@cache
def operations() -> dict[str, list[dict]]:
    """{tag: [{method, path, summary}, …]} of the schema."""
    listed: dict[str, list[dict]] = {}
    for path, methods in _schema()["paths"].items():
        for method, told in methods.items():
            line = {"method": method.upper(), "path": path, "summary": told["summary"]}
            listed.setdefault(told["tags"][0], []).append(line)
    return listed


@require_safe
def errors(request: HttpRequest) -> HttpResponse:
    rows = [{"code": code, "status": status, "meaning": text} for code, (status, text) in all_codes().items()]
    return render(request, "api/errors.html", {"codes": rows, "pointed": POINTED})


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """Any other address below /api/: a problem, not a page. Whoever opens /api/ itself looks for the documentation."""
    if request.path == "/api/" and request.method in ("GET", "HEAD"):
        return redirect("api-docs")
    found = problem(NotThere.code, NotThere.status, detail=NotThere.message)
    return HttpResponse(JSONRenderer().render(found.data), status=found.status_code, content_type=MEDIA_TYPE)
