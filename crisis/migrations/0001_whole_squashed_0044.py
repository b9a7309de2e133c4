import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.links.secrets


class Migration(migrations.Migration):
    """All tables at once, for a new database: its steps take four times as long. An older one comes by those."""

    replaces = [
        ("crisis", "0001_the_facts"),
        ("crisis", "0002_unsafe_door"),
        ("crisis", "0003_searches"),
        ("crisis", "0004_check_ins"),
        ("crisis", "0005_sought_by_the_desk"),
        ("crisis", "0006_divided_needs"),
        ("crisis", "0007_closed_areas"),
        ("crisis", "0008_follow_up_after_the_night"),
        ("crisis", "0009_check_in_tally"),
        ("crisis", "0010_checked_hosts"),
        ("crisis", "0011_doors_by_spot"),
        ("crisis", "0012_names_however_spelt"),
        ("crisis", "0013_doors_by_point"),
        ("crisis", "0014_second_yes"),
        ("crisis", "0015_lists_of_persons"),
        ("crisis", "0016_life_of_a_search"),
        ("crisis", "0017_one_person_two_searches"),
        ("crisis", "0018_listed_names_and_age"),
        ("crisis", "0019_several_photos"),
        ("crisis", "0020_notes_say_how_sure"),
        ("crisis", "0021_liaisons"),
        ("crisis", "0022_records_of_other_sites"),
        ("crisis", "0023_public_copies_as_they_are_now"),
        ("crisis", "0024_withheld_names"),
        ("crisis", "0025_notes_handed_to_liaisons"),
        ("crisis", "0026_who_takes_a_page_away"),
        ("crisis", "0027_false_photos_compared"),
        ("crisis", "0028_one_matter_for_one_person"),
        ("crisis", "0029_copy_what_was_heard"),
        ("crisis", "0030_what_a_matter_no_longer_says"),
        ("crisis", "0031_whose_word_and_how_near"),
        ("crisis", "0032_questions_and_appointments"),
        ("crisis", "0033_texting"),
        ("crisis", "0034_leaner_check_ins"),
        ("crisis", "0035_links_owed"),
        ("crisis", "0036_links_to_what_was_left"),
        ("crisis", "0037_what_became_of_a_text"),
        ("crisis", "0038_a_name_once_a_check_in"),
        ("crisis", "0039_contacts_of_the_sought"),
        ("crisis", "0040_help_without_a_place"),
        ("crisis", "0041_put_right_and_stalkers"),
        ("crisis", "0042_lost_in_turn"),
        ("crisis", "0043_who_is_counted"),
        ("crisis", "0044_asked_by_key"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0016_spellings_of_one_mailbox"),
    ]

    operations = [
        migrations.CreateModel(
            name="Crisis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("short_code", models.CharField(max_length=9, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("what_happened", models.CharField(max_length=280)),
                ("place_label", models.CharField(max_length=160)),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("radius_m", models.PositiveIntegerField(blank=True, null=True)),
                ("polygon", models.JSONField(blank=True, null=True)),
                ("perimeter", models.JSONField(default=list)),
                ("official_url", models.URLField(blank=True)),
                ("emergency_numbers", models.CharField(blank=True, max_length=80)),
                ("hotline", models.CharField(blank=True, max_length=80)),
                ("hashtags", models.JSONField(default=list)),
                (
                    "profile",
                    models.CharField(
                        choices=[
                            ("open", "Open (natural disaster)"),
                            ("guarded", "Guarded (attack; the default)"),
                            ("hunted", "Hunted (people are sought by those who would harm them)"),
                        ],
                        default="guarded",
                        max_length=8,
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("active", "Active"),
                            ("stood_down", "Stood down"),
                            ("archived", "Archived"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("is_drill", models.BooleanField(default=False)),
                ("declared_at", models.DateTimeField()),
                ("activated_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("stood_down_at", models.DateTimeField(blank=True, null=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("closing_message", models.CharField(blank=True, max_length=500)),
                ("updated_at", models.DateTimeField()),
                ("clock_epoch", models.DateTimeField(blank=True, null=True)),
                ("clock_started_at", models.DateTimeField(blank=True, null=True)),
                ("clock_speed", models.FloatField(default=1.0)),
                (
                    "activated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("clock_speed__gt", 0)), name="crisis_clock_runs_forward"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_drill", True), ("clock_epoch__isnull", True), _connector="OR"
                        ),
                        name="crisis_real_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "reference",
                    models.CharField(default=accounts.links.secrets.new_reference, max_length=9, unique=True),
                ),
                ("first_name", models.CharField(blank=True, max_length=60)),
                ("cell", models.CharField(max_length=16)),
                ("step_free", models.BooleanField(default=False)),
                ("pets", models.BooleanField(default=False)),
                ("women_only", models.BooleanField(default=False)),
                ("languages", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("door", models.CharField(max_length=10)),
                ("posted_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("proposed", "A door is asked"),
                            ("matched", "A door is found"),
                            ("sheltered", "Sheltered"),
                            ("found_elsewhere", "Found elsewhere"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                        ],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("adults", models.PositiveSmallIntegerField()),
                ("children", models.PositiveSmallIntegerField(default=0)),
                ("women_group", models.BooleanField(default=False)),
                ("for_someone_else", models.BooleanField(default=False)),
                ("may_split", models.BooleanField(default=False)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="parts",
                        to="crisis.need",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "state", "posted_at"], name="need_by_wait")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("adults__gt", 0), ("children__gt", 0), _connector="OR"),
                        name="need_has_people",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reference", models.CharField(default=accounts.links.secrets.new_reference, max_length=9)),
                ("door", models.CharField(max_length=10)),
                ("language", models.CharField(default="fr", max_length=8)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("safe", "I am safe"),
                            ("need_help", "I need help"),
                            ("not_there", "I was not there"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "life",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                            ("answered", "Ended by the person it was about"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("given_name", models.CharField(blank=True, max_length=60)),
                ("family_name", models.CharField(blank=True, max_length=60)),
                ("message", models.CharField(blank=True, max_length=200)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("named", "Only people I name"),
                            ("contacts", "People who know my phone number or e-mail"),
                            ("anyone", "Anyone who searches my name"),
                            ("desk", "Only the coordinators"),
                        ],
                        max_length=8,
                    ),
                ),
                ("cell", models.CharField(blank=True, max_length=16)),
                ("say_where", models.BooleanField(default=False)),
                (
                    "nearness",
                    models.CharField(
                        choices=[
                            ("perimeter", "In the perimeter"),
                            ("near", "Near it"),
                            ("elsewhere", "Elsewhere"),
                            ("not_said", "Did not say where"),
                        ],
                        default="not_said",
                        max_length=9,
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        choices=[
                            ("own", "Of themselves"),
                            ("together", "Of somebody who is with them"),
                            ("other", "Of somebody elsewhere"),
                        ],
                        default="own",
                        max_length=8,
                    ),
                ),
                ("said_by", models.CharField(blank=True, max_length=60)),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                ("posted_at", models.DateTimeField()),
                ("said_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                (
                    "beside",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="company",
                        to="crisis.checkin",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crisis.need",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "life", "said_at"], name="check_in_by_time"),
                    models.Index(
                        condition=models.Q(("life", "active"), ("status", "safe")),
                        fields=["crisis", "cell"],
                        name="check_in_safe",
                    ),
                    models.Index(
                        condition=models.Q(("life", "active")),
                        fields=["expires_at"],
                        name="check_in_by_expiry",
                    ),
                    models.Index(
                        condition=models.Q(("need__isnull", False)), fields=["need"], name="check_in_by_need"
                    ),
                    models.Index(
                        condition=models.Q(("beside__isnull", False)),
                        fields=["beside"],
                        name="check_in_by_company",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("reference",), name="check_in_reference_once"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["safe", "need_help", "not_there"])),
                        name="check_in_status_is_one_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["named", "contacts", "anyone", "desk"])),
                        name="check_in_audience_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nearness__in", ["perimeter", "near", "elsewhere", "not_said"])),
                        name="check_in_nearness_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("beside__isnull", True), ("said_by", ""), ("voice", "own")),
                            ("voice__in", ["together", "other"]),
                            _connector="OR",
                        ),
                        name="check_in_own_word_has_one_voice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience", "anyone"), ("voice", "other"), _negated=True),
                        name="check_in_of_others_not_for_anyone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("text", models.CharField(max_length=120)),
                ("seen_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "reference",
                    models.CharField(default=accounts.links.secrets.new_reference, max_length=9, unique=True),
                ),
                ("first_name", models.CharField(blank=True, max_length=60)),
                ("cell", models.CharField(max_length=16)),
                ("step_free", models.BooleanField(default=False)),
                ("pets", models.BooleanField(default=False)),
                ("women_only", models.BooleanField(default=False)),
                ("languages", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("door", models.CharField(max_length=10)),
                ("posted_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("paused", "Paused"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("places", models.PositiveSmallIntegerField()),
                ("places_left", models.SmallIntegerField()),
                ("children", models.BooleanField(default=True)),
                ("until", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("set_aside_at", models.DateTimeField(blank=True, null=True)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "state", "confirmed_at"], name="offer_by_confirmation"),
                    models.Index(
                        condition=models.Q(("set_aside_at__isnull", False)),
                        fields=["crisis"],
                        name="offer_set_aside",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("places_left__gte", 0), ("places_left__lte", models.F("places"))),
                        name="offer_places_in_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "reference",
                    models.CharField(default=accounts.links.secrets.new_reference, max_length=9, unique=True),
                ),
                ("door", models.CharField(max_length=10)),
                ("language", models.CharField(default="fr", max_length=8)),
                ("name", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=10
                    ),
                ),
                ("posted_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("taken_off", models.JSONField(blank=True, default=list)),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.contactpoint",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "state", "expires_at"], name="ask_by_expiry")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "closed"])), name="ask_state_is_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("given_name", models.CharField(blank=True, max_length=60)),
                ("family_name", models.CharField(blank=True, max_length=60)),
                ("other_names", models.CharField(blank=True, max_length=120)),
                ("age_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("age_max", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said"),
                            ("female", "Woman or girl"),
                            ("male", "Man or boy"),
                            ("other", "Other"),
                        ],
                        default="",
                        max_length=6,
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=500)),
                ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                ("proof_question", models.CharField(blank=True, max_length=200)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "reference",
                    models.CharField(default=accounts.links.secrets.new_reference, max_length=9, unique=True),
                ),
                ("door", models.CharField(max_length=10)),
                ("language", models.CharField(default="fr", max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("found", "Found"),
                            ("closed", "Closed by the family"),
                            ("expired", "Expired"),
                            ("withdrawn", "Withdrawn by the family"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("posted_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
                ("warned_at", models.DateTimeField(blank=True, null=True)),
                ("wiped_at", models.DateTimeField(blank=True, null=True)),
                ("notes_frozen_at", models.DateTimeField(blank=True, null=True)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("let_through_at", models.DateTimeField(blank=True, null=True)),
                ("cell", models.CharField(blank=True, max_length=16)),
                ("first_name", models.CharField(blank=True, max_length=60)),
                ("relation", models.CharField(blank=True, max_length=60)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "state", "posted_at"], name="search_by_age"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["expires_at"], name="search_by_expiry"
                    ),
                    models.Index(
                        condition=models.Q(("wiped_at__isnull", True)),
                        fields=["closed_at"],
                        name="search_to_wipe",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "found", "closed", "expired", "withdrawn"])
                        ),
                        name="search_state_is_one_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("age_min__isnull", True), ("age_min__lte", models.F("age_max")), _connector="OR"
                        ),
                        name="search_ages_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wiped_at__isnull", True),
                            models.Q(("state", "open"), _negated=True),
                            _connector="OR",
                        ),
                        name="search_open_is_not_wiped",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("door", models.CharField(max_length=10)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("seen_alive", "I saw them, or heard from them: they are alive"),
                            ("information", "I know something else"),
                            ("question", "I have a question for the family"),
                            ("hospital_list", "They are on the list of a hospital or a shelter"),
                        ],
                        default="information",
                        max_length=14,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing said of how they are"),
                            ("information_sought", "I am looking for this person too"),
                            ("believed_alive", "I have seen or heard of this person since"),
                            ("believed_missing", "I believe this person is still missing"),
                            ("is_note_author", "I am this person"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "author_kind",
                    models.CharField(
                        choices=[
                            ("stranger", "Somebody we do not know"),
                            ("follower", "Somebody who follows this search"),
                            ("family", "The family"),
                            ("themself", "Says that it is about themselves"),
                            ("volunteer", "A volunteer of the crisis team"),
                            ("official_list", "An official list"),
                            ("other_system", "Another search service"),
                        ],
                        default="stranger",
                        max_length=14,
                    ),
                ),
                (
                    "verification",
                    models.CharField(
                        choices=[
                            ("unverified", "Nobody has checked this"),
                            ("contact", "Whoever wrote it can be reached"),
                            ("confirmed", "Checked by a coordinator"),
                        ],
                        default="unverified",
                        max_length=10,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("place", models.CharField(blank=True, max_length=120)),
                ("cell", models.CharField(blank=True, max_length=16)),
                ("posted_at", models.DateTimeField()),
                (
                    "shown_to",
                    models.CharField(
                        blank=True,
                        choices=[("", "Nobody yet"), ("family", "The family"), ("everyone", "Everyone")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("hides", models.BooleanField(default=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answered_by",
                        to="crisis.note",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="crisis.search"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["posted_at"],
                        name="note_unread",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "",
                                    "information_sought",
                                    "believed_alive",
                                    "believed_missing",
                                    "is_note_author",
                                ],
                            )
                        ),
                        name="note_status_is_one_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("shown_to__in", ["", "family", "everyone"])),
                        name="note_is_shown_to_somebody_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["seen_alive", "information", "question", "hospital_list"])
                        ),
                        name="note_kind_is_one_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "author_kind__in",
                                [
                                    "stranger",
                                    "follower",
                                    "family",
                                    "themself",
                                    "volunteer",
                                    "official_list",
                                    "other_system",
                                ],
                            )
                        ),
                        name="note_author_kind_is_one_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "hospital_list"), ("shown_to", "everyone"), _negated=True
                        ),
                        name="note_of_a_hospital_list_is_never_public",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", False), ("verification", "confirmed")),
                            models.Q(
                                ("confirmed_at__isnull", True),
                                ("verification__in", ("unverified", "contact")),
                            ),
                            _connector="OR",
                        ),
                        name="note_is_confirmed_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(blank=True, max_length=200)),
                ("answer", models.CharField(blank=True, max_length=200)),
                ("agreed", models.BooleanField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="wish", to="crisis.note"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed__isnull", True), ("decided_at__isnull", False), _connector="OR"
                        ),
                        name="contact_decided_at_some_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "writer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wish",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="crisis.contactwish",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeptCount",
            fields=[
                (
                    "crisis",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="crisis.crisis",
                    ),
                ),
                ("counts", models.JSONField()),
                ("due_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("phone", models.CharField(max_length=64, unique=True)),
                ("number", models.CharField(blank=True, max_length=16)),
                ("language", models.CharField(default="fr", max_length=8)),
                ("name", models.CharField(blank=True, max_length=121)),
                (
                    "asked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "nothing"),
                            ("crisis", "crisis"),
                            ("name", "name"),
                            ("place", "place"),
                            ("which_place", "which place"),
                        ],
                        max_length=12,
                    ),
                ),
                ("pending", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conversation",
                        to="accounts.contactpoint",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="conversations",
                        to="crisis.crisis",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("police", "Police operation"),
                            ("attack", "Attack"),
                            ("fire", "Fire"),
                            ("flood", "Flood"),
                            ("fumes", "Gas, smoke or chemicals"),
                            ("ruin", "Buildings that may fall"),
                            ("other", "Another reason"),
                        ],
                        max_length=8,
                    ),
                ),
                ("source", models.CharField(max_length=160)),
                ("source_url", models.URLField(blank=True)),
                ("place_label", models.CharField(blank=True, max_length=200)),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("radius_m", models.PositiveIntegerField(blank=True, null=True)),
                ("area", models.JSONField()),
                ("cells", models.JSONField()),
                ("cell", models.CharField(max_length=16)),
                ("fine_cell", models.CharField(max_length=16)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("declared_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "declared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_by",
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
                        related_name="closures",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=["crisis"],
                        name="closure_active",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckInTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minute", models.DateTimeField()),
                ("cell", models.CharField(blank=True, max_length=16)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("safe", "I am safe"),
                            ("need_help", "I need help"),
                            ("not_there", "I was not there"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "nearness",
                    models.CharField(
                        choices=[
                            ("perimeter", "In the perimeter"),
                            ("near", "Near it"),
                            ("elsewhere", "Elsewhere"),
                            ("not_said", "Did not say where"),
                        ],
                        default="not_said",
                        max_length=9,
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        choices=[
                            ("own", "Of themselves"),
                            ("together", "Of somebody who is with them"),
                            ("other", "Of somebody elsewhere"),
                        ],
                        default="own",
                        max_length=8,
                    ),
                ),
                ("said", models.PositiveIntegerField()),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("crisis", "minute", "cell", "status", "nearness", "voice"),
                        name="check_ins_counted_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckInName",
            fields=[
                ("key", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "check_in_id", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=60)),
                (
                    "check_in",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="crisis.checkin",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "key", "check_in"], name="check_in_by_name_key")],
            },
        ),
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.UUIDField(db_index=True)),
                ("text", models.CharField(max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject", models.UUIDField(db_index=True)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("unaccompanied", "Children without an adult"),
                            ("child_sought", "A child under 15 is looked for"),
                            ("help_unplaced", "Needs help, and we do not know where"),
                            ("claimed", "Says they are the person looked for"),
                            ("unsafe_door", "A guest of a door that may not be safe"),
                            ("closed_way", "On the way, through a closed area"),
                            ("closed_area", "Inside a closed area: are they safe?"),
                            ("wants_to_leave", "The guest wants to leave"),
                            ("cannot_get_in", "The guest cannot get in"),
                            ("not_arrived", "Arrival not confirmed"),
                            ("asked_for_us", "Asked for a coordinator"),
                            ("follow_up", "Needs follow-up after the night"),
                            ("long_wait", "Waits for a place"),
                        ],
                        max_length=16,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "taken_by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="crisis.crisis"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["crisis", "opened_at"],
                        name="case_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("subject", "why"),
                        name="one_open_case_per_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
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
                            ("planned", "Planned"),
                            ("asked", "Asked, not answered yet"),
                            ("answered", "Answered"),
                            ("told", "Not answered: those named were told"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("ask_at", models.DateTimeField()),
                ("tell_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.contactpoint",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appointments",
                        to="crisis.checkin",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("planned", "asked"))),
                        fields=["crisis", "ask_at"],
                        name="appointment_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("planned", "asked"))),
                        fields=("check_in",),
                        name="one_appointment_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "asked", "answered", "told", "cancelled"])
                        ),
                        name="appointment_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject", models.UUIDField(db_index=True)),
                (
                    "act",
                    models.CharField(
                        choices=[("hold", "Held"), ("restore", "Restored"), ("keep", "Kept as it is")],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        related_name="decisions",
                        to="crisis.crisis",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=32, unique=True)),
                ("place", models.PositiveSmallIntegerField(default=0)),
                ("full", models.BinaryField()),
                ("thumb", models.BinaryField()),
                ("blurred", models.BinaryField(default=bytes)),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                (
                    "sensitive",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "May be shown as it is"),
                            ("family", "Blurred by the family"),
                            ("desk", "Blurred by a moderator"),
                        ],
                        default="",
                        max_length=6,
                    ),
                ),
                ("prints", models.BinaryField(default=bytes)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("added_at", models.DateTimeField()),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="crisis.search"
                    ),
                ),
            ],
            options={
                "ordering": ["place", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("held_at__isnull", False)), fields=["held_at"], name="photo_held"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sensitive__in", ["", "family", "desk"])),
                        name="photo_is_marked_by_somebody_we_know",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FalsePhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("drill", models.BooleanField(default=False)),
                ("prints", models.BinaryField()),
                ("compared_to", models.BigIntegerField(default=0)),
                ("reason", models.CharField(max_length=500)),
                ("judged_at", models.DateTimeField()),
                (
                    "by",
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
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
                (
                    "photo",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="judgement",
                        to="crisis.photo",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("domain", models.CharField(max_length=100)),
                ("photo_hosts", models.JSONField(blank=True, default=list)),
                ("since", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("crisis", "domain"), name="feed_once_per_crisis")
                ],
            },
        ),
        migrations.CreateModel(
            name="FindableCheckIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(unique=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("named", "Only people I name"),
                            ("contacts", "People who know my phone number or e-mail"),
                            ("anyone", "Anyone who searches my name"),
                            ("desk", "Only the coordinators"),
                        ],
                        max_length=8,
                    ),
                ),
                ("given_name", models.CharField(max_length=60)),
                ("initial", models.CharField(blank=True, max_length=1)),
                ("words", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("safe", "I am safe"),
                            ("need_help", "I need help"),
                            ("not_there", "I was not there"),
                        ],
                        max_length=10,
                    ),
                ),
                ("message", models.CharField(blank=True, max_length=200)),
                ("cell", models.CharField(blank=True, max_length=16)),
                ("confirmed", models.BooleanField(default=False)),
                (
                    "voice",
                    models.CharField(
                        choices=[
                            ("own", "Of themselves"),
                            ("together", "Of somebody who is with them"),
                            ("other", "Of somebody elsewhere"),
                        ],
                        default="own",
                        max_length=8,
                    ),
                ),
                ("said_by", models.CharField(blank=True, max_length=60)),
                ("said_at", models.DateTimeField()),
                (
                    "check_in",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findable",
                        to="crisis.checkin",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["contacts", "anyone"])),
                        name="named_check_ins_are_never_findable",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GazetteerPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("name", models.CharField(max_length=160)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("city", models.CharField(blank=True, max_length=80)),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("radius_m", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "name", "postcode", "city"), name="gazetteer_place_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lat__range", (-90, 90)), ("lon__range", (-180, 180))),
                        name="gazetteer_on_earth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GeocodeCache",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=64, unique=True)),
                ("answer", models.JSONField()),
                ("source", models.CharField(max_length=16)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="geocode_cache_age")],
            },
        ),
        migrations.CreateModel(
            name="PersonList",
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
                        choices=[("hospital", "Hospital"), ("shelter", "Shelter")], max_length=8
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("place", models.CharField(blank=True, max_length=160)),
                ("given_by", models.CharField(blank=True, max_length=120)),
                ("by_key", models.BigIntegerField(default=0)),
                ("given_at", models.DateTimeField()),
                ("stored_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="person_lists",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["stored_at"], name="person_list_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("crisis", "name", "by_key"), name="person_list_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["hospital", "shelter"])),
                        name="person_list_kind_is_one_we_know",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("identity", models.CharField(max_length=64)),
                ("folded", models.CharField(blank=True, max_length=240)),
                ("given_name", models.CharField(blank=True, max_length=60)),
                ("family_name", models.CharField(blank=True, max_length=60)),
                ("other_names", models.CharField(blank=True, max_length=120)),
                ("age_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("age_max", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said"),
                            ("female", "Woman or girl"),
                            ("male", "Man or boy"),
                            ("other", "Other"),
                        ],
                        default="",
                        max_length=6,
                    ),
                ),
                ("status", models.CharField(blank=True, max_length=120)),
                ("given_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("withheld_at", models.DateTimeField(blank=True, null=True)),
                ("name_digest", models.CharField(blank=True, default="", max_length=64)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="persons",
                        to="crisis.personlist",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["list", "changed_at"], name="listed_by_change"),
                    models.Index(fields=["crisis", "folded"], name="listed_by_folded_name"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("list", "identity"), name="listed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withheld_at__isnull", True),
                            models.Q(
                                ("family_name", ""),
                                ("folded", ""),
                                ("given_name", ""),
                                ("other_names", ""),
                                ("status", ""),
                            ),
                            _connector="OR",
                        ),
                        name="withheld_says_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
                (
                    "listed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="crisis.listedperson",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "key", "listed"], name="listed_by_name_key")],
            },
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("heard_at", models.DateTimeField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("heard", "Heard, not confirmed"),
                            ("once", "Confirmed by one person"),
                            ("twice", "Confirmed by two people: the family is to be told"),
                            ("telling", "One family was told: another one is to be told"),
                            ("told", "The family was told"),
                            ("set_aside", "Set aside: it is not so"),
                            ("doubted", "One of us says that we were wrong: somebody else looks at it"),
                            ("wrong", "We were wrong: the family was told, and must hear it"),
                        ],
                        default="heard",
                        max_length=10,
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "doubted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "heard_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                "indexes": [models.Index(fields=["crisis", "stage", "heard_at"], name="liaison_waiting")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "heard",
                                    "once",
                                    "twice",
                                    "telling",
                                    "told",
                                    "set_aside",
                                    "doubted",
                                    "wrong",
                                ],
                            )
                        ),
                        name="liaison_stage_is_one_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("stage__in", ("twice", "telling", "told", "doubted", "wrong")), _negated=True
                            ),
                            models.Q(("first_by__isnull", False), ("second_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="liaison_two_confirm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_by__isnull", True),
                            models.Q(
                                ("first_by__isnull", False),
                                models.Q(("first_by", models.F("second_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="liaison_two_are_not_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heard_from__isnull", True),
                            models.Q(
                                models.Q(
                                    ("first_by__isnull", True),
                                    models.Q(("first_by", models.F("heard_from")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("second_by__isnull", True),
                                    models.Q(("second_by", models.F("heard_from")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="liaison_not_who_handed_it_in",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("coordinator", "Coordinator"), ("moderator", "Moderator")],
                        default="coordinator",
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("liaison_since", models.DateTimeField(blank=True, null=True)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="crisis.crisis",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "liaison_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("liaison_since__isnull", True),
                            models.Q(("liaison_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_makes_themselves_a_liaison",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("crisis", "person"),
                        name="one_role_per_crisis",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NamedLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("token_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.contactpoint",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("token_hash",), name="named_link_by_token")],
            },
        ),
        migrations.CreateModel(
            name="NameSpelling",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "word_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "word",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.nameword"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NeedPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("label", models.CharField(max_length=200)),
                ("exactness", models.CharField(max_length=10)),
                ("radius_m", models.PositiveIntegerField(default=0)),
                ("source", models.CharField(max_length=12)),
                ("typed", models.CharField(blank=True, max_length=200)),
                ("fine_cell", models.CharField(max_length=16)),
                ("asked_outside_at", models.DateTimeField(blank=True, null=True)),
                (
                    "need",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="place", to="crisis.need"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NeverAgain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asker", models.CharField(max_length=64)),
                ("asked", models.CharField(max_length=64)),
                ("exercise", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("asker", "asked", "exercise"), name="never_again_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record_id", models.CharField(max_length=250)),
                ("source_date", models.DateTimeField()),
                ("fields", models.JSONField(default=dict)),
                ("taken_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.feed"
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="record", to="crisis.note"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("crisis", "record_id"), name="note_record_once_per_crisis"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenDoor",
            fields=[
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="crisis.offer",
                    ),
                ),
                ("host", models.BigIntegerField()),
                ("spot", models.BigIntegerField()),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("places", models.PositiveSmallIntegerField()),
                ("step_free", models.BooleanField()),
                ("children", models.BooleanField()),
                ("pets", models.BooleanField()),
                ("women_only", models.BooleanField()),
                ("until", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "spot", "lat", "lon"], name="open_door_by_point")],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("places", models.PositiveSmallIntegerField()),
                ("until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("taken", "Taken"),
                            ("released", "Released"),
                            ("lapsed", "Lapsed"),
                            ("voided", "Voided"),
                        ],
                        default="held",
                        max_length=8,
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="holds", to="crisis.need"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="holds", to="crisis.offer"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "held")), fields=["until"], name="hold_by_deadline"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("held", "taken"))),
                        fields=("need",),
                        name="one_active_hold_per_need",
                    ),
                    models.CheckConstraint(condition=models.Q(("places__gt", 0)), name="hold_has_places"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfferPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("label", models.CharField(max_length=200)),
                ("exactness", models.CharField(max_length=10)),
                ("radius_m", models.PositiveIntegerField(default=0)),
                ("source", models.CharField(max_length=12)),
                ("typed", models.CharField(blank=True, max_length=200)),
                ("fine_cell", models.CharField(max_length=16)),
                ("asked_outside_at", models.DateTimeField(blank=True, null=True)),
                ("entry", models.CharField(blank=True, max_length=200)),
                ("meeting_point", models.CharField(blank=True, max_length=120)),
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="place", to="crisis.offer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OfficialShelter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("label", models.CharField(max_length=200)),
                ("exactness", models.CharField(max_length=10)),
                ("radius_m", models.PositiveIntegerField(default=0)),
                ("source", models.CharField(max_length=12)),
                ("typed", models.CharField(blank=True, max_length=200)),
                ("fine_cell", models.CharField(max_length=16)),
                ("asked_outside_at", models.DateTimeField(blank=True, null=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("cell", models.CharField(max_length=16)),
                ("capacity", models.PositiveIntegerField()),
                ("occupied", models.PositiveIntegerField(default=0)),
                ("step_free", models.BooleanField(default=False)),
                ("pets", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("full", "Full"), ("closed", "Closed")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("origin_source", models.CharField(blank=True, max_length=120)),
                ("key", models.CharField(blank=True, max_length=80)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("updated_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="official_shelters",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("crisis", "key"),
                        name="shelter_once_per_source_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OwedWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=[("email", "E-mail"), ("phone", "Phone")], max_length=5)),
                ("value", models.CharField(max_length=254)),
                ("again_at", models.DateTimeField(blank=True, null=True)),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="owed_words",
                        to="crisis.checkin",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["value"], name="owed_word_by_contact"),
                    models.Index(
                        condition=models.Q(("again_at__isnull", False)),
                        fields=["again_at"],
                        name="owed_word_by_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.BigIntegerField()),
                ("cell", models.CharField(max_length=16)),
                ("places", models.PositiveSmallIntegerField()),
                ("step_free", models.BooleanField()),
                ("children", models.BooleanField()),
                ("pets", models.BooleanField()),
                ("women_only", models.BooleanField()),
                ("until", models.DateTimeField()),
                ("visible_from", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="public_copy",
                        to="crisis.offer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "cell"], name="public_offer_by_cell")],
            },
        ),
        migrations.CreateModel(
            name="PublicSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("given_name", models.CharField(blank=True, max_length=60)),
                ("family_name", models.CharField(blank=True, max_length=60)),
                ("other_names", models.CharField(blank=True, max_length=120)),
                ("age_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("age_max", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said"),
                            ("female", "Woman or girl"),
                            ("male", "Man or boy"),
                            ("other", "Other"),
                        ],
                        default="",
                        max_length=6,
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=500)),
                ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                ("proof_question", models.CharField(blank=True, max_length=200)),
                ("public_id", models.UUIDField(unique=True)),
                ("reference", models.CharField(max_length=9)),
                ("last_seen_words", models.CharField(blank=True, max_length=120)),
                ("source", models.JSONField(default=dict)),
                ("photos", models.JSONField(default=list)),
                ("notes", models.JSONField(default=list)),
                ("notes_frozen", models.BooleanField(default=False)),
                ("posted_at", models.DateTimeField()),
                ("as_of", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "search",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="public_copy",
                        to="crisis.search",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublicSearchKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="crisis.publicsearch",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "key", "copy"], name="public_search_by_name_key")],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject", models.UUIDField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("danger", "Somebody is in danger there"),
                            ("stalker", "A person threatens me or somebody else, or looks for us to do harm"),
                            ("false", "It is not true"),
                            ("abuse", "Harassment, hate or threats"),
                            ("money", "Money was asked for"),
                            ("private", "It shows somebody's private life"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To be read"), ("decided", "Decided")], default="open", max_length=8
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        related_name="reports",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "state", "at"], name="report_queue")],
            },
        ),
        migrations.CreateModel(
            name="SamePerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("since", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.search",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.search",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["one", "other"], name="same_person_by_one"),
                    models.Index(fields=["other", "one"], name="same_person_by_other"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="same_person_older_first"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("one", "other"),
                        name="same_person_said_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="News",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("words", models.CharField(blank=True, max_length=1000)),
                (
                    "via",
                    models.CharField(
                        choices=[
                            ("note", "A note that somebody wrote on the search"),
                            ("site", "Another site"),
                            ("list", "A list of persons"),
                            ("said", "Told to a coordinator"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200)),
                ("heard_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "heard_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="news", to="crisis.matter"
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
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["crisis", "via", "source"], name="liaison_news_by_source")],
                "constraints": [
                    models.UniqueConstraint(fields=("crisis", "key"), name="liaison_news_heard_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LastSeen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("label", models.CharField(max_length=200)),
                ("exactness", models.CharField(max_length=10)),
                ("radius_m", models.PositiveIntegerField(default=0)),
                ("source", models.CharField(max_length=12)),
                ("typed", models.CharField(blank=True, max_length=200)),
                ("fine_cell", models.CharField(max_length=16)),
                ("asked_outside_at", models.DateTimeField(blank=True, null=True)),
                (
                    "search",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="last_seen",
                        to="crisis.search",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FoundWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "search",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="found_word",
                        to="crisis.search",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(choices=[("family", "Family"), ("follower", "Follower")], max_length=8),
                ),
                ("relation", models.CharField(blank=True, max_length=60)),
                ("since", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="crisis.search",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("search", "person"), name="follower_once_per_search")
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Person"),
                            ("note", "Note"),
                            ("link", "Two records of one person"),
                        ],
                        max_length=6,
                    ),
                ),
                ("record_id", models.CharField(max_length=250)),
                ("person_record_id", models.CharField(max_length=250)),
                ("fields", models.JSONField(default=dict)),
                ("kept", models.JSONField(default=dict)),
                ("entered_at", models.DateTimeField()),
                ("source_date", models.DateTimeField()),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crisis.search",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "kind", "entered_at"], name="entry_by_date"),
                    models.Index(fields=["crisis", "person_record_id"], name="entry_by_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("crisis", "record_id"), name="entry_once_per_crisis"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["person", "note", "link"])),
                        name="entry_kind_is_one_we_know",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactHint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hints", to="crisis.search"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["digest"], name="contact_hint_by_digest")],
                "constraints": [
                    models.UniqueConstraint(fields=("search", "digest"), name="contact_hint_once_a_search")
                ],
            },
        ),
        migrations.CreateModel(
            name="Clone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record_id", models.CharField(max_length=250)),
                ("source_date", models.DateTimeField()),
                ("fields", models.JSONField(default=dict)),
                ("taken_at", models.DateTimeField()),
                ("expiry_date", models.DateTimeField(blank=True, null=True)),
                ("reads_first", models.BooleanField(default=False)),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "photo_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("unlisted", "Its host is not on the list"),
                            ("waiting", "To be fetched"),
                            ("taken", "Fetched"),
                            ("refused", "Could not be fetched"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("photo_tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.feed"
                    ),
                ),
                (
                    "search",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="clone", to="crisis.search"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("photo_state", "waiting")),
                        fields=["photo_tries"],
                        name="clone_photo_waits",
                    ),
                    models.Index(
                        condition=models.Q(("gone_at__isnull", True)),
                        fields=["expiry_date"],
                        name="clone_by_expiry",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("crisis", "record_id"), name="clone_once_per_crisis"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("photo_state__in", ["", "unlisted", "waiting", "taken", "refused"])
                        ),
                        name="clone_photo_state_is_one_we_know",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="crisis.search"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "key", "search"], name="search_by_name_key")],
            },
        ),
        migrations.CreateModel(
            name="SecondYes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_yes",
                        to="crisis.case",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.offer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "Confirmed, first"),
                            ("second", "Confirmed, second"),
                            ("taken_back", "Took their own confirmation back"),
                            ("set_aside", "Set aside"),
                            ("looked_again", "Opened again"),
                            ("joined", "Found the search it is about"),
                            ("told", "Told the family"),
                            ("doubted", "Said that we were wrong, first"),
                            ("held_to", "Took that back: it was right"),
                            ("wrong", "Said that we were wrong"),
                            ("told_wrong", "Told the family that we were wrong"),
                        ],
                        max_length=14,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("words", models.CharField(blank=True, max_length=500)),
                ("authority", models.CharField(blank=True, max_length=160)),
                ("spoke_to", models.CharField(blank=True, max_length=120)),
                ("spoke_at", models.DateTimeField(blank=True, null=True)),
                ("told_by", models.CharField(blank=True, max_length=120)),
                ("told_whom", models.CharField(blank=True, max_length=120)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[("in_person", "In person"), ("by_phone", "By phone")],
                        max_length=10,
                    ),
                ),
                ("call", models.CharField(blank=True, max_length=160)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("families", models.ManyToManyField(related_name="+", to="crisis.search")),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="crisis.matter"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="TextLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("incoming", models.BooleanField()),
                ("provider_id", models.CharField(max_length=100, null=True, unique=True)),
                ("text", models.CharField(max_length=1600)),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("unclear_at", models.DateTimeField(blank=True, null=True)),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="crisis.conversation",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="texts",
                        to="crisis.crisis",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.message",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["conversation", "at"], name="text_by_conversation"),
                    models.Index(
                        condition=models.Q(("handled_at__isnull", True), ("unclear_at__isnull", False)),
                        fields=["crisis", "unclear_at"],
                        name="text_unclear",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True), ("incoming", True)),
                        fields=["at"],
                        name="text_owed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TextNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=16, unique=True)),
                ("given_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="text_numbers",
                        to="crisis.crisis",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ToTell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shown", models.CharField(blank=True, max_length=60)),
                ("seed", models.CharField(max_length=26)),
                ("token_hash", models.CharField(max_length=64)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="to_tell",
                        to="crisis.appointment",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.contactpoint",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("token_hash",), name="to_tell_by_token")],
            },
        ),
        migrations.CreateModel(
            name="UnknownPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200)),
                ("behind", models.BooleanField(default=False)),
                (
                    "check_in",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unknown_place",
                        to="crisis.checkin",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CountedCheckIn",
            fields=[
                (
                    "check_in",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="crisis.checkin",
                    ),
                ),
                ("author", models.BigIntegerField()),
                ("lead", models.BigIntegerField()),
                (
                    "nearness",
                    models.CharField(
                        choices=[
                            ("perimeter", "In the perimeter"),
                            ("near", "Near it"),
                            ("elsewhere", "Elsewhere"),
                            ("not_said", "Did not say where"),
                        ],
                        max_length=9,
                    ),
                ),
                ("cell", models.CharField(blank=True, max_length=16)),
                ("said_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "author", "lead", "said_at"], name="counted_by_author")
                ],
            },
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(blank=True, max_length=60)),
                ("shown", models.CharField(blank=True, max_length=60)),
                ("key", models.CharField(blank=True, max_length=64)),
                ("token_hash", models.CharField(max_length=64)),
                ("sent", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("safe", "I am safe"),
                            ("need_help", "I need help"),
                            ("not_there", "I was not there"),
                        ],
                        max_length=10,
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=200)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ask",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked",
                        to="crisis.ask",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.contactpoint",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crisis.checkin",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ask", "number"), name="asked_in_order"),
                    models.UniqueConstraint(fields=("token_hash",), name="asked_by_token"),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["", "safe", "need_help", "not_there"])),
                        name="asked_answer_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="asked_answered_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckInKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("own", "Of whoever says it"),
                            ("named", "Of somebody they named"),
                            ("about", "Of whom they say it of"),
                        ],
                        max_length=5,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="crisis.checkin"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["digest", "kind"], name="check_in_by_contact")],
            },
        ),
        migrations.AddField(
            model_name="photo",
            name="like",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="copies",
                to="crisis.falsephoto",
            ),
        ),
    ]
