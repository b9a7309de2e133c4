import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """All tables at once, for a new database: its steps take four times as long. An older one comes by those."""

    replaces = [
        ("matching", "0001_the_handshake"),
        ("matching", "0002_leads"),
        ("matching", "0003_how_it_ends"),
        ("matching", "0004_reserves_and_rounds"),
        ("matching", "0005_plainer_words_for_the_morning"),
        ("matching", "0006_whom_a_round_left_over"),
        ("matching", "0007_who_set_out_last_night"),
        ("matching", "0008_leads_of_linked_searches"),
    ]

    initial = True

    dependencies = [
        ("crisis", "0017_one_person_two_searches"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("check_in", "A check-in"),
                            ("note", "A note"),
                            ("search", "Another search"),
                            ("listed", "On a list of persons"),
                        ],
                        max_length=8,
                    ),
                ),
                ("other", models.UUIDField()),
                ("score", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "To be checked"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Not the same person"),
                            ("closed", "Taken back by who said it"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="leads", to="crisis.crisis"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="leads", to="crisis.search"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "state", "-score"], name="lead_by_likeness"),
                    models.Index(fields=["other"], name="lead_by_other"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("search", "kind", "other"), name="lead_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadTold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("told_at", models.DateTimeField()),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to="matching.lead"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.search",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("lead", "person"), name="lead_told_once")],
            },
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "The host is asked"),
                            ("accepted", "The host said yes"),
                            ("coming", "The guest is on the way"),
                            ("arrived", "Arrived"),
                            ("ended", "The stay is over"),
                            ("declined", "Declined"),
                            ("lapsed", "No answer in time"),
                            ("withdrawn", "Withdrawn"),
                            ("no_show", "The guest did not come"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("metres", models.PositiveIntegerField()),
                ("coarse_metres", models.PositiveIntegerField()),
                ("reasons", models.JSONField(default=list)),
                ("code_word", models.CharField(max_length=12)),
                ("proposed_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("coming_at", models.DateTimeField(blank=True, null=True)),
                ("host_confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("guest_confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("extended_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.CharField(
                        blank=True,
                        choices=[("host", "Host"), ("guest", "Guest"), ("desk", "Coordinator")],
                        max_length=5,
                    ),
                ),
                (
                    "close_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_room_now", "No room any more"),
                            ("too_late", "Too late for tonight"),
                            ("found_elsewhere", "I found a place elsewhere"),
                            ("too_far", "Too far for me"),
                            ("changed_mind", "I changed my mind"),
                            ("not_at_ease", "I do not feel at ease"),
                            ("emergency", "An emergency of my own"),
                            ("other", "Another reason"),
                            ("contact_cut", "One of them cut contact"),
                            ("need_closed", "The guest no longer asks"),
                            ("door_closed", "The door closed or changed"),
                            ("door_held", "A moderator held the door"),
                            ("suspended", "The host was suspended"),
                            ("closed_area", "The area is closed"),
                            ("lapsed_host", "The host did not answer in time"),
                            ("lapsed_guest", "The guest did not answer in time"),
                            ("not_come", "The guest did not come"),
                            ("left", "The guest has left"),
                            ("taken_back", "A coordinator took it back"),
                            ("crisis_over", "The crisis was closed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("host_number_shared_at", models.DateTimeField(blank=True, null=True)),
                ("guest_number_shared_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by_hand",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches",
                        to="crisis.crisis",
                    ),
                ),
                (
                    "hold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="match", to="crisis.hold"
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="matches", to="crisis.need"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="matches", to="crisis.offer"
                    ),
                ),
                (
                    "reserve",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crisis.offer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "state", "proposed_at"], name="match_by_state"),
                    models.Index(
                        condition=models.Q(("coming_at__isnull", False)),
                        fields=["crisis", "coming_at"],
                        name="match_by_coming",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("proposed", "accepted", "coming"))),
                        fields=("need",),
                        name="one_live_match_per_need",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RelayMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("host", "Host"), ("guest", "Guest"), ("desk", "Coordinator")], max_length=5
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("withheld", models.BooleanField(default=False)),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relay_messages",
                        to="matching.match",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wanted_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("rests_until", models.DateTimeField(blank=True, null=True)),
                ("left_over", models.PositiveIntegerField(default=0)),
                (
                    "crisis",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Welfare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("host", "Host"), ("guest", "Guest"), ("desk", "Coordinator")], max_length=5
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("fine", "All went well"), ("follow_up", "Please get in touch with me")],
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="welfare",
                        to="matching.match",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("match", "side"), name="asked_once_per_side")
                ],
            },
        ),
    ]
