"""Wiring. Nothing set: embedded (SQLite, in-process). DATABASE_URL and REDIS_URL set: distributed."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import SELF
from django.utils.translation import gettext_lazy as _

from config.environment import flag, kept_directory, kept_secret, names, number, with_prefix
from config.openapi import SPECTACULAR_SETTINGS  # noqa: F401

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = kept_directory("VAR_DIR", BASE_DIR / "var")

DATABASE_URL = os.environ.get("DATABASE_URL", "")
REDIS_URL = os.environ.get("REDIS_URL", "")
EMBEDDED = not REDIS_URL

DEBUG = flag("DEBUG", default=False)
SECRET_KEY = kept_secret("SECRET_KEY", VAR_DIR / "secret_key")
ALLOWED_HOSTS = names("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"http://localhost:{os.environ.get('PORT', '8000')}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "matching.apps.MatchingConfig",
    "crisis.apps.CrisisConfig",
    "accounts.apps.AccountsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.apps.StaticFiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "js_lib_leaflet",
    "csp",
]

MIDDLEWARE = [
    "config.middleware.HeaderLimit",
    "config.middleware.BodyLimit",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.Privacy",
    "django.middleware.gzip.GZipMiddleware",
    "config.static_files.SmallFiles",
    "csp.middleware.CSPMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.suspension.SuspensionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "crisis.ground.web.queued.QueuedForms",
    "crisis.ground.web.refusals.RefusalPages",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crisis.ground.web.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- Database -----------------------------------------------------------------------------------------------
# IMMEDIATE and WAL belong together: WAL alone fails three concurrent read-then-write transactions in four.
# No trusted_schema=OFF: it forbids the JSON_VALID() in the CHECKs of Django's own JSON columns.
# FULL, because what was acknowledged must survive a power cut, not only a killed process.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON; PRAGMA journal_size_limit=67108864;"
    ),
}
# A pool, never CONN_MAX_AGE: kept connections under ASGI exhaust the server.
POSTGRES_OPTIONS = {
    "pool": {
        "min_size": 1,
        "max_size": number("DATABASE_POOL", default=10),
        "timeout": 5,
        "max_lifetime": 1800,
        "max_idle": 300,
    },
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 10,
    # jit: our statements are short, and compiling one takes longer than running it.
    "options": "-c jit=off -c statement_timeout=8000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=10000",
}
DATABASES = {"default": dj_database_url.parse(DATABASE_URL or f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": POSTGRES_OPTIONS}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Redis: hints, nudges and throttles; nothing whose loss loses truth ---------------------------------------
REDIS_TIMEOUTS = {"socket_timeout": 2, "socket_connect_timeout": 2, "health_check_interval": 10}
if EMBEDDED:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
else:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {
                # Longer than channels-redis waits for a message, or each quiet five seconds would be an error.
                "hosts": [{"address": REDIS_URL, "socket_timeout": 20}],
                "capacity": 2000,
                "expiry": 20,
                "group_expiry": 3600,
                "symmetric_encryption_keys": [SECRET_KEY],
            },
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": REDIS_TIMEOUTS,
        }
    }
THROTTLE_STORAGE = REDIS_URL or "memory://"

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
    "retry_on_timeout": False,
    **REDIS_TIMEOUTS,
}
# A hung broker must not hang whoever publishes; the journal tries again anyway.
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_DB_REUSE_MAX = 1000  # tasks; unset, each opens a connection of its own: see config.celery

# -- Languages, time ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("TIME_ZONE", "Europe/Paris")
LANGUAGE_COOKIE_SAMESITE = "Lax"

# -- Static files -------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = EMBEDDED
WHITENOISE_AUTOREFRESH = DEBUG
if EMBEDDED:
    STATICFILES_BACKEND = "django.contrib.staticfiles.storage.StaticFilesStorage"
else:
    STATICFILES_BACKEND = "config.static_files.SmallStaticFiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_BACKEND},
}
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else loads them, and it is said with each file
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Brotli on maps takes 20 s.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "gif", "jpg", "woff", "woff2", "map")

# -- Who people are -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "accounts.sign_in.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in.forms.LoginForm",
    "request_login_code": "accounts.sign_in.forms.RequestLoginCodeForm",
    "signup": "accounts.sign_in.forms.SignupForm",
    "add_email": "accounts.sign_in.forms.AddEmailForm",
    "change_phone": "accounts.sign_in.forms.ChangePhoneForm",
    "confirm_email_verification_code": "accounts.sign_in.forms.ConfirmEmailForm",
}
# By network alone: counted by the address, as allauth has it, a stranger would keep its owner out.
# A slip in typing a number may be put right at once; what is sent to one mailbox is counted by the adapter, and where
# allauth counts it ("verify_phone") its page breaks.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip",
    "change_phone": "6/m/user,20/h/user",
    "verify_phone": None,
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]  # a phone is added by whoever is signed in, and kept once it has answered
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = ACCOUNT_LOGIN_BY_CODE_FORMAT
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = ACCOUNT_LOGIN_BY_CODE_FORMAT
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
HEADLESS_CLIENTS = ("app", "browser")
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", default=0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# -- Reaching people: console and file until the operator names a carrier -----------------------------------
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PROVIDER = os.environ.get("EMAIL_PROVIDER", "")  # mailgun, postmark, brevo…: docs/messages.md
ANYMAIL = {"IGNORE_UNSUPPORTED_FEATURES": True, "REQUESTS_TIMEOUT": 10} | with_prefix("ANYMAIL_")
EMAIL_FILE_PATH = VAR_DIR / "messages"  # Django's own mails land there while no carrier is named
if EMAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{EMAIL_PROVIDER}.EmailBackend"
else:
    EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", EMAIL_BACKEND)
EMAIL_PORT = number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Porte Ouverte <no-reply@localhost>")
SMS_GATEWAY_URL = os.environ.get("SMS_GATEWAY_URL", "")
SMS_GATEWAY_TOKEN = os.environ.get("SMS_GATEWAY_TOKEN", "")
SMS_GATEWAY_SECRET = os.environ.get("SMS_GATEWAY_SECRET", "")  # signs what the gateway posts to us
TWILIO_ACCOUNT_SID = os.environ.get("TWILIO_ACCOUNT_SID", "")
TWILIO_AUTH_TOKEN = os.environ.get("TWILIO_AUTH_TOKEN", "")
TWILIO_FROM = os.environ.get("TWILIO_FROM", "")  # a number of yours (+33…), or a messaging service (MG…)
# Theirs, or that of whoever speaks as they do.
TWILIO_API_URL = os.environ.get("TWILIO_API_URL", "https://api.twilio.com").rstrip("/")
SMS_SEGMENTS_PER_DAY = number("SMS_SEGMENTS_PER_DAY", default=0)  # 0: no cap; docs/sms.md: what waits at one
SMS_SEGMENTS_PER_CRISIS = number("SMS_SEGMENTS_PER_CRISIS", default=0)
SMS_COUNTRIES = names("SMS_COUNTRIES", default="")  # "FR,BE,CH": no text goes elsewhere; empty: everywhere
REACH_TIMEOUT = 10  # seconds
VAPID_PRIVATE_KEY = kept_secret("VAPID_PRIVATE_KEY", VAR_DIR / "vapid_key", size=32)
# Only these are called when a browser asks for pushes; their subdomains, too.
PUSH_SERVICES = names(
    "PUSH_SERVICES",
    default="fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
)

# -- Places -------------------------------------------------------------------------------------------------
GEOCODERS = names("GEOCODERS", default="")  # "ban,nominatim"; outside geocoders see addresses: off by default
GEOCODER_BAN_DOMAIN = os.environ.get("GEOCODER_BAN_DOMAIN", "data.geopf.fr/geocodage")
GEOCODER_NOMINATIM_DOMAIN = os.environ.get("GEOCODER_NOMINATIM_DOMAIN", "nominatim.openstreetmap.org")
GEOCODER_USER_AGENT = os.environ.get("GEOCODER_USER_AGENT", f"porte-ouverte ({PUBLIC_URL})")
GEOCODER_TIMEOUT = number("GEOCODER_TIMEOUT", default=3)
MAP_TILE_URL = os.environ.get("MAP_TILE_URL", "")  # empty: the schematic background alone, no third party
MAP_TILE_ATTRIBUTION = os.environ.get("MAP_TILE_ATTRIBUTION", "")
MAP_TILE_MAX_ZOOM = number("MAP_TILE_MAX_ZOOM", default=19)

# -- The way on foot ----------------------------------------------------------------------------------------
WALKING = os.environ.get("WALKING", "matching.walking.StraightLine")  # or matching.walking.Osrm, of your own
ROUTER_URL = os.environ.get("ROUTER_URL", "")  # http://localhost:5000; it sees where guests and doors are
ROUTER_TIMEOUT = number("ROUTER_TIMEOUT", default=1)

# -- The handshake (seconds) ----------------------------------------------------------------------------------
HOLD_SECONDS = number("HOLD_SECONDS", default=15 * 60)
EXTEND_SECONDS = number("EXTEND_SECONDS", default=10 * 60)
RESERVE_AFTER_SECONDS = number("RESERVE_AFTER_SECONDS", default=5 * 60)  # of a host's silence
BATCH_FROM = number("BATCH_FROM", default=20)  # so many who wait are matched all at once: docs/benchmarks.md
COUNTED_FOR = number("COUNTED_FOR", default=15)  # seconds that the public's count of who is safe may be old
CONFIRM_AFTER_SECONDS = number("CONFIRM_AFTER_SECONDS", default=3 * 3600)
LAPSE_AFTER_SECONDS = number("LAPSE_AFTER_SECONDS", default=3600)
WELFARE_HOUR = number("WELFARE_HOUR", default=8)  # local; "how did it go?"
WELFARE_AFTER_SECONDS = number("WELFARE_AFTER_SECONDS", default=0)  # after setting out, instead of an hour
PUBLIC_DELAY_SECONDS = number("PUBLIC_DELAY_SECONDS", default=600)
# How long a worker may be silent about a delivery before another gets it.
DELIVERY_LEASE_SECONDS = number("DELIVERY_LEASE_SECONDS", default=30)
# How many days rows are kept (docs/deploy.md); a task throws the older ones away.
JOURNAL_RETENTION_DAYS = number("JOURNAL_RETENTION_DAYS", default=30)
DELIVERY_RETENTION_DAYS = number("DELIVERY_RETENTION_DAYS", default=7)
KEY_RETENTION_DAYS = number("KEY_RETENTION_DAYS", default=7)
MESSAGE_RETENTION_DAYS = number("MESSAGE_RETENTION_DAYS", default=30)
TEXT_RETENTION_DAYS = number("TEXT_RETENTION_DAYS", default=7)  # what people texted us, and our answers
EXPIRED_RETENTION_DAYS = number("EXPIRED_RETENTION_DAYS", default=1)
GEOCODE_RETENTION_DAYS = number("GEOCODE_RETENTION_DAYS", default=30)
LIST_RETENTION_DAYS = number("LIST_RETENTION_DAYS", default=30)
SEARCH_KEPT_DAYS = number("SEARCH_KEPT_DAYS", default=14)  # once it has ended; then it is wiped
SERVICE_WORKER = flag("SERVICE_WORKER", default=True)  # off: it sends what waits on phones, then goes
QUICK_EXIT_URL = os.environ.get("QUICK_EXIT_URL", "https://meteofrance.com/")

# -- The API ------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["crisis.ground.api.permissions.DenyAll"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "crisis.ground.api.problems.handle",
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "DEFAULT_VERSION": "v1",
    "ALLOWED_VERSIONS": ["v1"],
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

# -- Trust --------------------------------------------------------------------------------------------------
TRUSTED_PROXIES = number("TRUSTED_PROXIES", default=0)
MAX_BODY_BYTES = number("MAX_BODY_BYTES", default=2 * 1024 * 1024)
MAX_UPLOAD_BYTES = number("MAX_UPLOAD_BYTES", default=10 * 1024 * 1024)  # forms with a photo
# Of one search: the face, the whole figure, a mark, the clothes. Each is 150 KB here, and somebody looks at it.
MOST_PHOTOS = number("MOST_PHOTOS", default=4)
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if number("TRUSTED_PROXIES", default=0) else None
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# same-origin, not no-referrer: the latter makes browsers post with "Origin: null", which the CSRF check refuses.
TILE_ORIGIN = "/".join(MAP_TILE_URL.split("/")[:3]).replace("{s}.", "*.") if "//" in MAP_TILE_URL else ""
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],  # scripts, styles, connections, the manifest
        "img-src": [SELF, "data:", *([TILE_ORIGIN] if TILE_ORIGIN else [])],
        "worker-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"redact": {"()": "config.logs.Redact"}, "calm": {"()": "config.logs.OnceAMinute"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["calm", "redact"]}
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {
        "accounts": {"level": "INFO"},
        "crisis": {"level": "INFO"},
        "matching": {"level": "INFO"},
        # Django's request logger writes paths, and a path may hold a manage-link.
        "django.request": {"level": "CRITICAL"},
    },
}
