"""Places an operator loaded, and what outside geocoders answered before."""

from django.db import models

__all__ = ["GazetteerPlace", "GeocodeCache"]


class GazetteerPlace(models.Model):
    """One row of ``manage.py load_gazetteer``; joins the shipped files in the index."""

    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=160)
    postcode = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=80, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    radius_m = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "crisis"
        constraints = [
            # Loading the same file twice changes nothing.
            models.UniqueConstraint(fields=["kind", "name", "postcode", "city"], name="gazetteer_place_once"),
            models.CheckConstraint(
                condition=models.Q(lat__range=(-90, 90), lon__range=(-180, 180)), name="gazetteer_on_earth"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.postcode} {self.city}"


class GeocodeCache(models.Model):
    """An outside geocoder's answer. The question is kept as a keyed digest: nobody reads addresses here."""

    question = models.CharField(max_length=64, unique=True)
    answer = models.JSONField()
    source = models.CharField(max_length=16)
    created_at = models.DateTimeField()

    class Meta:
        app_label = "crisis"
        # The clean-up deletes by age.
        indexes = [models.Index(fields=["created_at"], name="geocode_cache_age")]

    def __str__(self) -> str:
        return f"{self.source} {self.created_at:%Y-%m-%d}"
