"""What check-ins are compared with: a plain create by Django REST framework, one row, nothing else. For granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_app = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.db import models  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.generics import CreateAPIView  # noqa: E402
from rest_framework.permissions import AllowAny  # noqa: E402
from rest_framework.serializers import ModelSerializer  # noqa: E402


class Plain(models.Model):
    status = models.CharField(max_length=10)
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=60)
    message = models.CharField(max_length=200)
    audience = models.CharField(max_length=8)

    class Meta:
        app_label = "accounts"
        db_table = "plain"
        managed = False

    def __str__(self):
        return self.given_name


class PlainSerializer(ModelSerializer):
    class Meta:
        model = Plain
        fields = "__all__"


class Create(CreateAPIView):
    queryset = Plain.objects.all()
    serializer_class = PlainSerializer
    permission_classes = [AllowAny]


settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
urlpatterns = [path("plain", Create.as_view())]
application = get_wsgi_application()
