"""Which field names an answer may hold, at any depth. Written out: a field that slips into a serializer fails here."""


def _names(*words: str) -> frozenset[str]:
    return frozenset(" ".join(words).split())


PAGE = _names("items next")
PLACE = _names("label lat lon exactness radius_m in_words")
CRISIS = _names(
    "id slug name what_happened place_label lat lon radius_m polygon official_url emergency_numbers hotline",
    "hashtags profile phase is_drill confirmed_by_second closing_message activated_at updated_at",
)
DESK_CRISIS = CRISIS | _names("short_code declared_at stood_down_at archived_at")
SHELTER = _names(
    "id name label lat lon capacity occupied step_free pets state in_closed_area source updated_at"
)
CLOSURE = _names(
    "id name reason source source_url place_label lat lon radius_m area type coordinates cells until version",
    "declared_at changed_at lifted_at",
)
TOUCHED = _names("doors places aside waiting under_way on_the_way inside")
DESK_SHELTER = SHELTER | _names("key held_at")
GIVEN_LIST = _names("columns entered changed known back left liaison refused refused_rows row why")
DOORS = _names("cells cell lat lon doors places")
POSTED = PLACE | _names("id kind reference state manage_token url place alternatives")
NEW_LINK = _names("manage_token url")
CHOSEN = _names("off email sms push_instead quiet quiet_from quiet_until language")
DEVICES = _names("key devices")
CHECKED_IN = PLACE | _names("id reference manage_token url need_token place named group")
CHECKED_IN_BATCH = CHECKED_IN | _names("items status check_in problem")
SAFE_COUNTS = _names("safe said perimeter near elsewhere not_said cells cell lat lon")
TALLY = _names("minute cell status nearness voice said")
DESK_CHECK_IN = _names(
    "id reference given_name family_name status audience voice said_by message cell need posted_at said_at held_at",
    "whereabouts",
)
CASE = _names("id subject_kind subject why opened_at taken_by taken_at closed_at")
NOTE = _names("text by at")
SUSPENSION = _names("id subject_kind subject reason by at lifted_by lifted_at")
TEAM = _names("id name role")
REVEALED = _names("address typed lat lon entry meeting_point contacts value verified")
REPORTED = _names("items subject_kind subject reports first_at last_at")
DECISION = _names("subject_kind subject act reason at")
MESSAGE = _names("id side text at")
DESK_OFFER = _names(
    "id reference first_name state cell places places_left step_free children pets women_only languages note until",
    "confirmed_at checked_at posted_at held_at set_aside_at",
)
DESK_WHY = _names(
    "nearby acceptable full paused refusals code doors alone in_words relaxations wish within offer metres reasons",
    "values felt misses may_ask division adults children",
)
DESK_NEED = _names(
    "id reference first_name state cell adults children step_free pets women_group women_only languages",
    "for_someone_else may_split note posted_at",
)
DESK_MATCH = _names(
    "id state offer need metres by_hand hold_until proposed_at accepted_at coming_at host_confirmed_at",
    "guest_confirmed_at reasons code values felt in_words closed_at closed_by close_reason next_step",
)
_CHANGE = _names("items type id deleted data next has_more")
CHANGES = _CHANGE | CRISIS | SHELTER | CLOSURE | DOORS
_SOUGHT = _names(
    "id reference given_name family_name other_names age_min age_max sex description last_seen_at posted_at",
    "proof_question",
)
_STANDING = _names("standing status since by sure")
_TOLD = _names("id kind status author_kind verification text place district answers seen_at posted_at")
SEARCH = (
    (_SOUGHT - {"reference"})
    | _TOLD
    | _STANDING
    | _names("last_seen photos photo thumbnail sensitive width height notes notes_frozen as_of")
)
WHY = _names("reasons code figure in_words")
OPENED = _names("id kind reference manage_token url")
POSTED_SEARCH = OPENED | SEARCH | WHY | PLACE | _names("place_words similar")
FOUND = (
    SEARCH
    | WHY
    | _names(
        "people id name status told voice said_by said_at confirmed answered checkable message district searches"
    )
)
NOTED = _names("id manage_token")
DESK_SEARCH = _SOUGHT | _names(
    "state cell first_name relation unread edited_at closed_at expires_at let_through_at held_at",
    "notes_frozen_at wiped_at",
)
DESK_TOLD = (_TOLD - {"district", "answers"}) | _names("shown_to read_at held_at handed_at confirmed_at cell")
DESK_SEARCH_TOLD = DESK_SEARCH | DESK_TOLD | _STANDING | {"notes"}
DESK_LEAD = (
    _names(
        "id search kind other sought check_in note other_search answered score reasons code figure in_words state "
        "told_if_confirmed because told proposed_at decided_at listed"
    )
    | DESK_SEARCH
    | DESK_CHECK_IN
    | DESK_TOLD
)
HELD_PHOTO = _names("id search width height added_at held_at page")
LINKED = _names("id one other since undone_at searches links") | DESK_SEARCH
DESK_PAIR = LINKED | _names(
    "one other differs name age sex last_seen_at last_seen_place description score reasons code figure in_words",
    "state linked",
    "told_if_confirmed because told",
)
DESK_CHANGES = (
    _CHANGE | CRISIS | DESK_SHELTER | CLOSURE | DESK_OFFER | DESK_NEED | DESK_MATCH | CASE
    | DESK_SEARCH | DESK_CHECK_IN | DESK_LEAD
)  # fmt: skip

_POST = PLACE | _names(
    "id reference first_name place step_free pets women_only children languages note posted_at contacts kind shown",
    "verified unreachable state typed",
)
_OFFER = _POST | _names(
    "places places_left until confirmed_at asked_at entry meeting_point held set_aside_at"
)
_NEED = _POST | _names("adults women_group for_someone_else may_split")
_MATCH = _names(
    "id state proposed_at accepted_at coming_at host_confirmed_at guest_confirmed_at answer_by code_word reasons code",
    "values felt in_words next_step may_have_more_time next_door_at",
)
_CLOSED_HERE = _names("closed_here concerns areas") | CLOSURE
_AFTER = _CLOSED_HERE | _names("ended mornings closed_at ended_because match asked_at answer answered_at")
ANSWERS = _names("asked fine follow_up silent")
CUT = _names("id at other first_name")
_FOR_HOST = _MATCH | _names(
    "adults children step_free pets women_group languages guest_first_name guest_number"
)
_FOR_GUEST = _MATCH | _names(
    "metres step_free children pets women_only languages address label lat lon entry meeting_point host_first_name",
    "host_note host_number typed",
)
OWN = {
    "HO": CRISIS | _OFFER | _FOR_HOST | _AFTER | _names("crisis offer matches"),
    "SE": CRISIS
    | _NEED
    | _FOR_GUEST
    | _AFTER
    | _names("hints wish doors others crisis need matches meanwhile metres"),
}
OWN_CHANGES = {"HO": _CHANGE | _OFFER | _FOR_HOST, "SE": _CHANGE | _NEED | _FOR_GUEST}
HELD = (
    _POST
    | CHOSEN
    | _names(
        "news devices texts incoming",
        "person contacts offers needs messages_to_you messages_by_you who_saw_it pseudonym language email phone",
        "date_joined value verified_at created_at typed source closed_at crisis places places_left until",
        "confirmed_at entry meeting_point adults women_group for_someone_else may_split subject state drill text at",
        "what to_role reason what_in_words searches notes check_ins suspensions lifted_at contacts_cut other",
        "nearness voice said_by",
        "first_name asked_in_the_morning asked_at answer answered_at asks asked_of_you",
    )
)
PFIF = {"taken", "known", "refused", "records", "line", "kind", "record_id", "outcome", "reason"}
