"""Applications, middleware, templates and language. No variable changes them."""

from hiddenhill.settings.paths import BASE_DIR

INSTALLED_APPS = [
    "hiddenhill.admin_site.OperatorAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "corsheaders",
    "csp",
    "axes",
    "knox",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_results",
    "django_celery_beat",
    "hiddenhill.accounts",
    "videos",
    "health",
]

MIDDLEWARE = [
    "hiddenhill.middleware.RequestLog",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "hiddenhill.middleware.OptionalTrailingSlash",
    "hiddenhill.middleware.NoNul",
    "hiddenhill.middleware.SingleUser",
    "hiddenhill.middleware.BodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "hiddenhill.accounts.middleware.RefusedSignIns",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "hiddenhill.urls"
WSGI_APPLICATION = "hiddenhill.wsgi.application"
SILENCED_SYSTEM_CHECKS = [
    "urls.W002",  # the API's URLs are included with their slash, so that its root works without one
    # HSTS for all subdomains, and in the lists that browsers ship: this instance cannot promise that every host of the
    # domain supports HTTPS.
    "security.W005",
    "security.W021",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "hiddenhill" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hiddenhill.context_processors.mode",
            ]
        },
    }
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
