"""For a server of several processes: ``SIJILL_REGISTER=DIR gunicorn sijill.web.wsgi``. See docs/how-to/deploy.md."""

import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sijill.web.settings")

from django.core.handlers.wsgi import WSGIHandler

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill.web.site import open_site


def make_application() -> WSGIHandler:
    """The application of the register that ``SIJILL_REGISTER`` names; ``SIJILL_PORT`` only where no proxy stands
    in front.
    """
    open_site(Path(os.environ["SIJILL_REGISTER"]), port=int(os.environ.get("SIJILL_PORT", "0")))
    return WSGIHandler()


application = make_application()
