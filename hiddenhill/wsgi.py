"""The WSGI application, and the process that serves it: ``python -m hiddenhill.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

from hiddenhill.runtime import web_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hiddenhill.settings")

application = get_wsgi_application()

if __name__ == "__main__":
    web_server.serve(application)
