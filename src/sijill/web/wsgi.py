"""For a server of several processes: ``SIJILL_REGISTER=DIR gunicorn sijill.web.wsgi``. See docs/how-to/deploy.md."""

import contextlib
import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sijill.web.settings")

from django.core.handlers.wsgi import WSGIHandler

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill.errors import RegisterError
from sijill.tables import database
from sijill.web import prepare, workers
from sijill.web.site import open_site
from sijill.web.warm import warm


def make_application() -> WSGIHandler:
    """The application of the register that ``SIJILL_REGISTER`` names; ``SIJILL_PORT`` only where no proxy stands
    in front.
    """
    site = open_site(Path(os.environ["SIJILL_REGISTER"]), port=int(os.environ.get("SIJILL_PORT", "0")))
    with contextlib.suppress(RegisterError):  # nothing is linked yet
        warm(site.register)
    database.close()  # a connection must not be shared by the processes forked from this one
    workers.share_memory()
    # With --preload each worker begins as a copy of this process, in which no thread can be started for it.
    os.register_at_fork(after_in_child=lambda: prepare.begin(site.register))
    return WSGIHandler()


application = make_application()
