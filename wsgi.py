"""What a WSGI server and the ``flask`` command load."""

import gc

gc.disable()  # what is made while the app loads will stay; looking for garbage among it takes a tenth of the start

from config import from_environment  # noqa: E402
from forumapp import create_app  # noqa: E402

app = create_app(from_environment())
gc.enable()
