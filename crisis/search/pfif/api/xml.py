"""XML in and out of the API: documents as they are, problems as everywhere else."""

from django.utils.encoding import force_bytes
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer

PFIF = "application/pfif+xml"
FEED = "application/atom+xml"


class Document(BaseRenderer):
    """Bytes as the view made them; a problem stays problem+json."""

    media_type, format, charset = PFIF, "xml", "utf-8"

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return data if isinstance(data, bytes) else JSONRenderer().render(data)


class Feed(Document):
    media_type = FEED


class Only(BaseContentNegotiation):
    """There is one form of it: whoever asks for application/xml, or for anything, gets that."""

    def select_parser(self, request, parsers):
        said = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == said), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class _Raw(BaseParser):
    def parse(self, stream, media_type=None, parser_context=None) -> bytes:
        return force_bytes(stream.read())


class PfifBody(_Raw):
    media_type = PFIF


class XmlBody(_Raw):
    media_type = "application/xml"


class TextXmlBody(_Raw):
    media_type = "text/xml"


class AtomBody(_Raw):
    media_type = FEED


BODIES = [PfifBody, XmlBody, TextXmlBody, AtomBody]
