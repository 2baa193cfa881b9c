"""The settings of the web server: ``gunicorn -c python:hiddenhill.gunicorn hiddenhill.wsgi``."""

from django.conf import settings

bind = f"[{settings.HOST}]:{settings.PORT}" if ":" in settings.HOST else f"{settings.HOST}:{settings.PORT}"
worker_class = "hiddenhill.web.Worker"
threads = 8
worker_connections = 500  # below the open files that a process may have
forwarded_allow_ips = ""  # what proxies say is for Django's settings to believe
control_socket_disable = True
logconfig_dict = settings.LOGGING
