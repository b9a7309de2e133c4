"""The words people text, in French and English. Lower case, no accents; an apostrophe divides two words."""

import re


def each_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SAID = {
    "safe": {
        "en": "safe; i am safe; im safe; i m safe; we are safe; safe and sound; ok; i am ok; im ok; i m ok; all good; "
        "i am fine; im fine; i m fine",
        "fr": "en securite; je suis en securite; chuis en securite; jsuis en securite; nous sommes en securite; "
        "on est en securite; securite; sauf; sain et sauf; saine et sauve; je suis sain et sauf; "
        "je suis saine et sauve; je suis sauf; je suis sauve; je vais bien; ca va; tout va bien; a l abri; "
        "je suis a l abri; on est a l abri",
    },
    "help": {
        "en": "help; help me; help us; i need help; we need help; need help; not safe; no safe; i am not safe; "
        "im not safe; i m not safe; we are not safe; unsafe; i am unsafe; no longer safe; in danger; i am in danger; "
        "not ok; i am not ok; i need a bed; need a bed; i need a place to stay; i need a place to sleep; "
        "need a place to stay; need shelter; i need shelter; shelter",
        "fr": "aide; aidez moi; aidez nous; aide moi; a l aide; besoin d aide; besoin aide; j ai besoin d aide; "
        "jai besoin d aide; g besoin d aide; on a besoin d aide; au secours; secours; sos; "
        "en danger; je suis en danger; "
        "pas en securite; plus en securite; je ne suis pas en securite; je suis pas en securite; "
        "je ne suis plus en securite; je suis plus en securite; nous ne sommes pas en securite; "
        "on est pas en securite; on n est pas en securite; pas sauf; pas sauve; pas a l abri; ca va pas; ca ne va pas; "
        "besoin d un lit; j ai besoin d un lit; je cherche un lit; besoin d un abri; j ai besoin d un abri; "
        "besoin d un hebergement; j ai besoin d un hebergement; besoin d hebergement; j ai besoin d hebergement; "
        "je cherche un hebergement; cherche hebergement; hebergement; abri",
    },
    "not_there": {
        "en": "no; not there; i was not there; i wasnt there; i am not there; not concerned; not affected",
        "fr": "non; pas concerne; pas concernee; je ne suis pas concerne; je ne suis pas concernee; pas sur place; "
        "je n etais pas la; j etais pas la; pas la; je n y etais pas",
    },
    "name": {
        "en": "name; find; search; search for; look for; looking for; i am looking for; im looking for; "
        "i m looking for; where is",
        "fr": "nom; cherche; je cherche; chercher; trouver; recherche; retrouver; ou est",
    },
    "withdraw": {
        "en": "withdraw; undo; cancel",
        "fr": "annuler; annule; annulez; retirer; retire; supprimer",
    },
    "stop": {"en": "unsubscribe; stopall; stop all", "fr": "stop; arret; desabonner; desinscrire"},
    "start": {"en": "start; unstop", "fr": "reprendre; recommencer"},
    "info": {"en": "information; menu; how", "fr": "info; infos; informations; comment; renseignements"},
}
# Words of no language: the same in both, or on a poster for everybody.
EITHER = each_of("ok sos stop info menu information safe help no name undo start")

# The longest first, so that "not safe" is found before "safe".
PHRASES: list[tuple[tuple[str, ...], str, str]] = sorted(
    (
        (tuple(phrase.split()), keyword, "" if phrase.strip() in EITHER else language)
        for keyword, by_language in _SAID.items()
        for language, phrases in by_language.items()
        for phrase in phrases.split(";")
    ),
    key=lambda entry: -len(entry[0]),
)

OPENINGS = each_of(
    "bonjour bonsoir salut hello hi hey please svp stp merci thanks thank you sms pub s il te vous plait "
    "urgent"
)

# After these, more may be said than a name.
FIRST_PERSON = {
    "i am safe", "im safe", "i m safe", "we are safe", "je suis en securite", "nous sommes en securite",
    "je suis sain et sauf", "je suis saine et sauve", "je suis a l abri", "i was not there", "je n etais pas la",
    "chuis en securite", "jsuis en securite", "on est en securite", "on est a l abri",
}  # fmt: skip

NAME_OPENS = tuple(
    tuple(phrase.split())
    for phrase in (
        "my name is", "i am", "im", "i m", "this is", "it is", "name", "je m appelle", "mon nom est", "je suis", "ici",
        "c est", "nom", "here is", "for", "de", "du", "called", "qui s appelle", "prenom",
    )
)  # fmt: skip
PLACE_OPENS = tuple(
    tuple(phrase.split())
    for phrase in (
        "at", "in", "near", "by", "i am", "im", "i m", "we are", "je suis", "nous sommes", "on est", "a la", "a l",
        "a", "au", "aux", "pres de la", "pres de l", "pres de", "pres du", "pres", "dans", "devant", "me", "please",
        "svp", "ici", "we re", "the", "ok", "oui", "yes",
    )
)  # fmt: skip

NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "", "un une a an one", "deux two", "trois three", "quatre four", "cinq five", "six", "sept seven",
            "huit eight", "neuf nine", "dix ten", "onze eleven", "douze twelve",
        )
    )
    for word in words.split()
}  # fmt: skip
_SEVERAL = "|".join(sorted((word for word, number in NUMBERS.items() if number > 1), key=len, reverse=True))
_ONE = "|".join(word for word, number in NUMBERS.items() if number == 1)
_MANY = rf"([1-9][0-9]?|{_SEVERAL})"
_NUMBER = (
    r"\b(?:(?:nous sommes|on est|we are|we're|there are|avec|with|and|et|plus|pour|for|my|mes|nos|our|a|à)\s+)*"
    rf"([1-9][0-9]?|{_SEVERAL}|{_ONE})\s*"
)
_CHILDREN = r"(?:(?:petits?|jeunes?|small|little|young) )?(?:enfants?|b[eé]b[eé]s?|children|child|kids?|bab(?:y|ies))\b"
_NO_CROWD = r"\b(?!\s*(?:,|rue|bis|av|bd|boulevard|nuits?|nights?|jours?|days?|heures?|hours?|h\b|min))"


def _counted(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Say nothing beside how many they are; and how those are told who come besides.
BESIDE_A_NUMBER = each_of(
    "now maintenant actually en fait in fact finalement sorry pardon desole desolee no non yes oui ok total"
)
MORE = each_of("and et with avec plus")

# In this order: what one found is gone for the next. "among": children of those counted before.
COUNTED = (
    (_counted(r"\b(?:dont|including|incl\.?|of whom)\s+" + _NUMBER.removeprefix(r"\b") + _CHILDREN), "among"),
    (_counted(_NUMBER + _CHILDREN), "children"),
    (_counted(rf"\b(?:(?:a|an|une|un|we are|we're|on est|nous sommes)\s+)*"
              rf"(?:family|famille|group|groupe|party) (?:of|de) {_MANY}\b"), "adults"),
    (_counted(_NUMBER + r"(?:personnes?|pers\.?|people|persons?|adultes?|adults?|of us)\b"), "adults"),
    (_counted(rf"\b(?:nous sommes|on est|we are|we're|pour|for)\s+(?:à |a )?{_MANY}{_NO_CROWD}"), "adults"),
)  # fmt: skip

# Common words: no part of a name in a text, and they tell the language. Words that are names as well (Rose, Paul,
# Will, Mark) are not here.
COMMON = {
    "fr": each_of(
        "je tu il elle on nous vous ils elles le la les un une des du au aux ce cet cette ces mon ma mes "
        "ton ta tes son sa ses notre nos votre vos leur leurs et ou mais donc car ni que qui quoi dont "
        "est suis es sommes etes sont etait etais etaient ai as avons avez ont a pas ne n plus moins tres "
        "trop bien mal ici chez avec pour par sans sur sous dans entre vers depuis pendant avant apres "
        "quand comment pourquoi combien si oui non rien tout tous toute toutes personne personnes quelqu "
        "ami amie amis frere soeur fils fille mari femme mere pere maman papa enfant enfants hopital "
        "metro rue place gare station hotel maison appartement police pompiers ambulance merci bonjour "
        "bonsoir salut svp stp aide besoin cherche trouver nouvelles urgence urgent vite blesse blessee "
        "peur danger securite lit abri numero telephone portable message sms texto probleme monde "
        "attendez attends maintenant hier demain soir nuit matin heure heures minute minutes moi toi lui "
        "eux peut peux pouvez faire fait dit dire sais savoir voir vu va vais vont aller venir viens "
        "vient etre avoir deja encore aussi toujours jamais sale sage salle sable carte cafe bar concert "
        "theatre stade route pied voiture train bus"
    ),
    "en": each_of(
        "i you he she it we they the an this that these those my your his her its our their and or but so "
        "because if is am are was were be been have has had do does did not no yes can could would should "
        "will shall may might must to of in on at by for with without from into about near here there "
        "where when how why what who whom which one ones someone somebody anyone anybody nobody nothing "
        "everything all some any friend friends brother sister son daughter husband wife mother father "
        "mum dad child children hospital subway street station hotel home house flat police thanks thank "
        "please hello hi help need looking find search news urgent quickly hurt injured scared danger "
        "safe place bed shelter number phone message sms problem people person wait now yesterday "
        "tomorrow tonight night morning hour hours minute minutes me him them us get got go going come "
        "coming know see saw seen tell told say said still also always never just very too well bad good "
        "idea way time stay staying longer outside inside open closed keys box deposit mode sale save same car "
        "train bus bar room list tag change badge worry worries matter more thing things"
    ),
}

# Said in both languages' texts, or part of where somebody is.
_OF_A_PLACE = each_of(
    "a la le les un une du des au aux est sur sous son on me place rue gare metro station hopital hotel cafe "
    "bar concert theatre stade route pied bus police ambulance message sms danger train flat subway street"
)
TELLING = {
    language: COMMON[language] - COMMON[other] - _OF_A_PLACE
    for language, other in (("fr", "en"), ("en", "fr"))
}
