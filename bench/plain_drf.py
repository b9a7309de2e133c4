"""What check-ins are compared with: a plain create by Django REST framework, the row of a check-in and nothing else.

For granian. The table is what bench_checkins.py left: crisis_checkin's columns, checks and indexes.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_app = get_wsgi_application()

import uuid  # noqa: E402

from django.conf import settings  # noqa: E402
from django.db import models  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework.generics import CreateAPIView  # noqa: E402
from rest_framework.permissions import AllowAny  # noqa: E402
from rest_framework.serializers import ModelSerializer  # noqa: E402

from accounts.links.secrets import new_reference  # noqa: E402
from crisis.checkin.vocabulary import Audience, Status  # noqa: E402

SAID = ["status", "given_name", "family_name", "message", "audience", "cell", "say_where"]


class Plain(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4)
    reference = models.CharField(max_length=9, default=new_reference)
    crisis_id = models.BigIntegerField(default=1)
    owner_id = models.BigIntegerField(default=1)
    door = models.CharField(max_length=10, default="api")
    language = models.CharField(max_length=8, default="fr")
    status = models.CharField(max_length=10, choices=Status.choices)
    life = models.CharField(max_length=10, default="active")
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=60)
    message = models.CharField(max_length=200)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    cell = models.CharField(max_length=16)
    say_where = models.BooleanField()
    nearness = models.CharField(max_length=9, default="perimeter")
    voice = models.CharField(max_length=8, default="own")
    said_by = models.CharField(max_length=60, default="")
    token_hash = models.CharField(max_length=64, default="")
    posted_at = models.DateTimeField(default=timezone.now)
    said_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "accounts"
        db_table = "plain"
        managed = False

    def __str__(self):
        return self.given_name


class PlainSerializer(ModelSerializer):
    class Meta:
        model = Plain
        fields = ["public_id", "reference", *SAID]
        read_only_fields = ["public_id", "reference"]


class Create(CreateAPIView):
    queryset = Plain.objects.all()
    serializer_class = PlainSerializer
    permission_classes = [AllowAny]


settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
urlpatterns = [path("plain", Create.as_view())]
application = get_wsgi_application()
