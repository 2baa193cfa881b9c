"""The Django settings, one module per section. Importing them reads the environment and a key file, and writes nothing.

docs/reference/configuration.md lists the environment variables. A value that cannot be used stops the process at
start, with an error that names the variable and the allowed form.
"""

# The order is that of the reference. A section may use those before it.
# ruff: noqa: F403
# isort: off
from hiddenhill.settings.paths import *
from hiddenhill.settings.server import *
from hiddenhill.settings.security import *
from hiddenhill.settings.oidc import *
from hiddenhill.settings.database import *
from hiddenhill.settings.applications import *
from hiddenhill.settings.queue import *
from hiddenhill.settings.jobs import *
from hiddenhill.settings.papers import *
from hiddenhill.settings.rendering import *
from hiddenhill.settings.storage import *
from hiddenhill.settings.api import *
from hiddenhill.settings.email import *
from hiddenhill.settings.observability import *
from hiddenhill.settings.docker import *
from hiddenhill.settings.variables import VARIABLES as VARIABLES
# isort: on
