"""Settings of all tests: Qt draws off screen unless somebody says otherwise."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hypothesis import settings

# A shared machine may be slow for a moment; that is no fault of the code.
settings.register_profile("certapp", deadline=None)
settings.load_profile("certapp")
